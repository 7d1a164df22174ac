// What is shown: maps by block and head, rows, columns and their scales, the sentence.

import assert from "node:assert/strict";
import { test } from "node:test";

import { mapOf, nameOf, softmax } from "../../app/components/timeline/logic/attention.js";
import { attentionOf, columnsOf, scalesOf } from "../../app/components/timeline/logic/columns.js";
import { binarise } from "../../app/components/timeline/logic/gates.js";
import { activeClasses, chooseRows } from "../../app/components/timeline/logic/rows.js";
import { foundByFirstOnly, shortNames, shutOut } from "../../app/components/timeline/logic/summary.js";
import { defaults } from "../../app/components/timeline/logic/address.js";
import { stretch } from "../../app/components/timeline/logic/words.js";
import { A, B, CELLO, DOG, TRUTH, VIEW } from "./toy.js";

const state = (changes) => ({ ...defaults(), block: 2, ...changes });
const decisions = (gate = "global") => [A, B].map((run) => binarise(run, 0.5, gate));

test("a block, a head, or means of them", () => {
  assert.deepEqual(mapOf(A, "mixing", "audio", 2, 1)[DOG], [0.25, 0.25, 0.25, 0.25]);
  assert.deepEqual(mapOf(A, "mixing", "audio", 2, "mean")[DOG], [0.5, 0.5, 0.5, 0.5]);
  assert.deepEqual(mapOf(A, "mixing", "audio", "mean", 2)[DOG], [0.875, 0.875, 0.875, 0.875]);
  assert.deepEqual(mapOf(A, "mixing", "audio", "mean", "mean")[DOG], [0.75, 0.75, 0.75, 0.75]);
});

test("captions name block and head, also where a run has fewer than asked for", () => {
  assert.equal(nameOf(A, 2, "mean"), "block 2 of 2, mean of 2 heads");
  assert.equal(nameOf(A, 5, 1), "block 2 of 2, head 1 of 2");
  assert.equal(nameOf(A, null, 2), "block 2 of 2, head 2 of 2");
  assert.equal(nameOf(A, "mean", "mean"), "mean of 2 blocks, mean of 2 heads");
});

test("softmax over time", () => {
  const [row] = softmax([[0, Math.log(2), Math.log(5), -Infinity]]);
  [1 / 8, 2 / 8, 5 / 8, 0].forEach((wanted, t) => assert.ok(Math.abs(row[t] - wanted) < 1e-12));
  assert.deepEqual(softmax([[1000, 1000]]), [[0.5, 0.5]]);
});

test("raw scores are as they are, softmaxed ones sum to one", () => {
  assert.deepEqual(attentionOf(A, state({ scale: "raw" })).S.audio[CELLO], [0, 1, 2, 3]);
  const sums = attentionOf(A, state({ scale: "softmax" })).S.audio.map((row) => row.reduce((x, y) => x + y));
  assert.ok(sums.every((sum) => Math.abs(sum - 1) < 1e-12));
  assert.deepEqual(attentionOf(B, state({})), { A: null, S: null });
});

test("columns in order, of the maps that each run has", () => {
  const attention = [A, B].map((run) => attentionOf(run, state({})));
  const keys = (changes, whatIf = null) => columnsOf(VIEW, state(changes), attention, whatIf).map(({ key }) => key);
  assert.deepEqual(keys({ maps: ["Y", "A", "S", "P", "D"] }), ["Y", "A A", "S A", "P A", "P B", "D"]);
  assert.deepEqual(keys({ maps: ["P"] }, { slot: "B", probability: B.probability }), ["P A", "P B", "W B", "E B"]);
  const one = { ...VIEW, runs: [A] };
  assert.deepEqual(columnsOf(one, state({}), attention, null).map(({ key }) => key), ["Y", "A A", "P A"]);
});

test("the difference is A minus B, and captions name map, block and head", () => {
  const attention = [A, B].map((run) => attentionOf(run, state({})));
  const columns = columnsOf(VIEW, state({ maps: ["A", "D"] }), attention, null);
  assert.equal(columns[0].caption, "mixing, block 2 of 2, mean of 2 heads");
  assert.deepEqual(columns[1].values.audio[DOG].map((x) => +x.toFixed(6)), [0, 0, -0.5, 0]);
});

test("scales: P from 0 to 1, attention marked at 1/T, differences about 0", () => {
  const attention = [A, B].map((run) => attentionOf(run, state({})));
  const columns = columnsOf(VIEW, state({}), attention, null);
  const scales = scalesOf(columns, VIEW, VIEW.classes.slice(0, 1), 0.3);
  assert.deepEqual(Object.keys(scales), ["probability", "attention", "difference"]);
  assert.deepEqual(scales.probability.ticks[1], [0.3, "0.3"]);
  assert.equal(scales.attention.high, 0.5); // the dog alone is shown
  assert.deepEqual(scales.attention.ticks[1], [0.25, "1/T = 0.25"]);
  assert.deepEqual([scales.difference.low, scales.difference.high], [-1, 1]);
});

test("raw scores have a scale of their own, softmaxed ones that of attention", () => {
  const columns = (scale) => {
    const chosen = state({ maps: ["S"], scale });
    return columnsOf(VIEW, chosen, [A, B].map((run) => attentionOf(run, chosen)), null);
  };
  assert.deepEqual([columns("raw")[0].scale, columns("softmax")[0].scale], ["scores", "attention"]);
  const ends = (classes) => scalesOf(columns("raw"), VIEW, classes, 0.5).scores;
  assert.deepEqual([ends(VIEW.classes).low, ends(VIEW.classes).high], [-3, 3]); // the cello's reach 3
  assert.deepEqual([ends(VIEW.classes.slice(0, 1)).high], [1]); // the dog's 0.5, but no less than 1
});

test("active classes are those of the truth or of either run", () => {
  const none = { audio: [[0], [0]], visual: [[0], [0]] };
  const seen = { audio: [[0, 0], [0, 0]], visual: [[0, 0], [1, 0]] };
  assert.deepEqual(activeClasses([none, seen], 2), [false, true]);
});

test("rows: active or all, pinned first, in three orders", () => {
  const rows = (active, changes) => chooseRows(VIEW, active, state(changes));
  assert.deepEqual(rows([true, false], {}), [DOG]);
  assert.deepEqual(rows([true, false], { rows: "all" }), [DOG, CELLO]);
  assert.deepEqual(rows([true, false], { pins: [CELLO] }), [CELLO, DOG]);
  assert.deepEqual(rows([false, false], {}), [DOG, CELLO]); // rather than nothing
  assert.deepEqual(rows([true, true], { sort: "evidence" }), [DOG, CELLO]); // 0.9 over 0.7
  assert.deepEqual(rows([true, true], { sort: "disagreement" }), [CELLO, DOG]); // 0.91 over 0.5, of 8
});

test("evidence is the highest P of either run, disagreement of one run its distance from the truth", () => {
  const heard = (dog, cello) => ({ probability: { audio: [dog, cello], visual: [[0, 0], [0, 0]] } });
  const truth = { audio: [[0, 0], [1, 1]], visual: [[0, 0], [0, 0]] };
  const order = (runs, sort) => chooseRows({ ...VIEW, truth, segments: 2, runs }, [true, true], state({ sort }));
  assert.deepEqual(order([heard([0.6, 0.6], [0.1, 0.7])], "evidence"), [CELLO, DOG]); // 0.7 over 0.6
  assert.deepEqual(order([heard([0, 0.6], [0, 0]), heard([0, 0], [0, 0.7])], "evidence"), [CELLO, DOG]);
  assert.deepEqual(order([heard([0.4, 0.4], [0.3, 0.3])], "disagreement"), [CELLO, DOG]); // 1.4 over 0.8
  assert.deepEqual(order([heard([0.8, 0.8], [0.7, 0.7])], "disagreement"), [DOG, CELLO]); // 1.6 over 0.6
  assert.deepEqual(order([], "disagreement"), [DOG, CELLO]);
});

test("what the first run finds and the second does not", () => {
  assert.deepEqual(foundByFirstOnly(TRUTH, decisions()), [
    { modality: "audio", index: CELLO, onset: 1, offset: 3 },
  ]);
  assert.deepEqual(foundByFirstOnly(TRUTH, decisions().slice(1)), []);
});

test("found is half of an event or more", () => {
  const grid = (row) => ({ audio: [row], visual: [[0, 0, 0, 0, 0]] });
  const found = (first, second) => foundByFirstOnly(grid([0, 1, 1, 1, 1]), [grid(first), grid(second)]).length;
  assert.equal(found([1, 1, 1, 0, 0], [0, 1, 0, 0, 0]), 1); // 2 of 4, 1 of 4
  assert.equal(found([1, 1, 0, 0, 0], [0, 0, 0, 0, 0]), 0); // 1 of 4
  assert.equal(found([0, 1, 1, 1, 1], [0, 0, 0, 1, 1]), 0); // the second has half, too
});

test("what the gate alone shuts out", () => {
  assert.deepEqual(shutOut(A, 0.5, "global", [true, true]), []);
  assert.deepEqual(shutOut(B, 0.5, "global", [true, true]), [{ index: CELLO, p: 0.2 }]);
  assert.deepEqual(shutOut(B, 0.5, "global", [true, false]), []); // not on show
  assert.deepEqual(shutOut(B, 0.5, "none", [true, true]), []);
  const low = { ...A, clip_probability: { audio: [0.9, 0.3], visual: [0.9, 0.4] } };
  assert.deepEqual(shutOut(low, 0.5, "modality", [true, true]), [{ index: CELLO, p: 0.4 }]); // nearest to open
});

test("runs are called by decoder where that tells them apart", () => {
  assert.deepEqual(shortNames([A, B]), ["LEAP", "MMIL"]);
  assert.deepEqual(shortNames([A, { ...A, slot: "B" }]), ["LEAP, HAN (A)", "LEAP, HAN (B)"]);
});

test("stretches are in seconds", () => {
  assert.equal(stretch(VIEW, 1, 3), "0.5–1.5 s");
});
