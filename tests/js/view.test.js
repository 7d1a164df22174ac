// What is shown: maps by block and head, rows, columns and their scales, the sentence.

import assert from "node:assert/strict";
import { test } from "node:test";

import { defaults } from "../../app/components/timeline/logic/address.js";
import { choosable, columnsOf, tracedOf } from "../../app/components/timeline/logic/columns.js";
import { binarise } from "../../app/components/timeline/logic/gates.js";
import { layerOf, mapOf, softmax } from "../../app/components/timeline/logic/maps.js";
import { activeClasses, chooseRows, hiddenAsHigh } from "../../app/components/timeline/logic/rows.js";
import { scalesOf } from "../../app/components/timeline/logic/scales.js";
import { pairOf } from "../../app/components/timeline/logic/pair.js";
import { falseAlarms, foundByOne, sentences, takenByGate } from "../../app/components/timeline/logic/summary.js";
import { raised, stretch } from "../../app/components/timeline/logic/words.js";
import { A, B, CELLO, DOG, GATE, KINDS, RELEVANCE, SEED, THREE, TRUTH, VIEW } from "./toy.js";

const MIXING = KINDS[1];
const state = (changes) => ({ ...defaults(VIEW), ...changes });
const VISUAL_DOG = A.probability.visual[DOG];
// Numbers in (0, 1) that are the same every time (Park and Miller's generator).
const random = (seed) => () => (seed = (48_271 * seed) % (2 ** 31 - 1)) / (2 ** 31 - 1);
const rows = (draw) => [0, 1].map(() => [0, 1, 2, 3].map(draw));
const columns = (changes, view = VIEW, whatIf = null) => {
  const chosen = state(changes);
  return columnsOf(view, chosen, tracedOf(view, chosen), whatIf);
};

test("a block, a head, or means of them", () => {
  const dog = (block, head) => mapOf(A.maps.A.audio, { block, head })[DOG];
  assert.deepEqual(dog(2, 1), [0.25, 0.25, 0.25, 0.25]);
  assert.deepEqual(dog(2, "mean"), [0.5, 0.5, 0.5, 0.5]);
  assert.deepEqual(dog("mean", 2), [0.875, 0.875, 0.875, 0.875]);
  assert.deepEqual(dog("mean", "mean"), [0.75, 0.75, 0.75, 0.75]);
});

test("block and head have names, and what a run lacks is said", () => {
  const layer = (block, head) => layerOf(A, MIXING, { block, head });
  const last = { block: 2, head: "mean", name: "block 2 of 2, mean of 2 heads", lack: "" };
  assert.deepEqual(layer("last", "mean"), last);
  assert.equal(layer(1, 2).name, "block 1 of 2, head 2 of 2");
  assert.equal(layer("mean", "mean").name, "mean of 2 blocks, mean of 2 heads");
  assert.equal(layer(3, 1).lack, "has no block 3: 2 blocks");
  assert.equal(layer(2, 5).lack, "has no head 5: 2 heads");
});

test("a run with fewer blocks than chosen shows none of another's values", () => {
  const one = { ...A, slot: "2", maps: { A: { audio: A.maps.A.audio.slice(0, 1), visual: A.maps.A.visual.slice(0, 1) } } };
  const view = { ...VIEW, runs: [A, one] };
  const [has, lacks] = columns({ maps: ["A"], block: 2 }, view);
  assert.deepEqual([has.lack, has.values.audio[DOG]], ["", [0.5, 0.5, 0.5, 0.5]]);
  assert.deepEqual([lacks.key, lacks.lack, lacks.values], ["A 2", "has no block 2: 1 block", null]);
  assert.deepEqual(Object.keys(scalesOf([lacks], view, VIEW.classes, 0.5)), []);
  const last = columns({ maps: ["A"], block: "last" }, view); // each its own
  assert.deepEqual(last.map((c) => c.values.audio[DOG][0]), [0.5, 1]);
});

test("softmax over time", () => {
  const [row] = softmax([[0, Math.log(2), Math.log(5), -Infinity]]);
  [1 / 8, 2 / 8, 5 / 8, 0].forEach((wanted, t) => assert.ok(Math.abs(row[t] - wanted) < 1e-12));
  assert.deepEqual(softmax([[1000, 1000]]), [[0.5, 0.5]]);
});

test("raw scores are as they are, softmaxed ones sum to one", () => {
  const shown = (scale) => tracedOf(VIEW, state({ scale }))[0].S;
  assert.deepEqual(shown("raw").values.audio[CELLO], [0, 1, 2, 3]);
  const sums = shown("softmax").values.audio.map((row) => row.reduce((x, y) => x + y));
  assert.ok(sums.every((sum) => Math.abs(sum - 1) < 1e-12));
  assert.deepEqual(Object.keys(tracedOf(VIEW, state({}))[1]), ["Wt"]);
});

test("columns in order, of the maps that each run has", () => {
  const keys = (...of) => columns(...of).map(({ key }) => key);
  assert.deepEqual(keys({ maps: ["Y", "A", "S", "P", "D"] }), ["Y", "A 1", "S 1", "P 1", "P 2", "D"]);
  const whatIf = { slot: "2", probability: B.probability };
  assert.deepEqual(keys({ maps: ["P"] }, VIEW, whatIf), ["P 1", "P 2", "W 2", "E 2"]);
  assert.deepEqual(keys({}, { ...VIEW, runs: [A] }), ["Y", "A 1", "P 1"]);
});

test("further runs stand after the two that are compared, each with its maps", () => {
  const keys = (view, whatIf) => columns({}, view, whatIf).map(({ key }) => key);
  const pair = keys(VIEW);
  assert.deepEqual(keys(THREE), [...pair, "A 3", "P 3"]);
  const whatIf = { slot: "3", probability: B.probability };
  const fourth = { ...B, slot: "4", compared: false };
  assert.deepEqual(keys({ ...VIEW, runs: [A, B, SEED, fourth] }, whatIf), [...pair, "A 3", "P 3", "W 3", "E 3", "Wt 4", "P 4"]);
  assert.deepEqual(columns({ maps: ["P"] }, THREE)[2].values.audio, SEED.probability.audio);
  assert.deepEqual(keys({ ...VIEW, runs: [B, SEED] }), ["Y", "Wt 2", "P 2", "A 3", "P 3"]); // nothing to differ by
});

test("a further run changes no sentence, no difference and no order of rows", () => {
  assert.deepEqual(pairOf(THREE), [A, B]);
  assert.deepEqual(sentences(THREE, said(THREE.runs)), sentences(VIEW, said(VIEW.runs)));
  assert.deepEqual(sentences({ ...VIEW, runs: [A, SEED] }, said([A, SEED])), []);
  assert.deepEqual(columns({ maps: ["D"] }, THREE), columns({ maps: ["D"] }));
  const order = (runs) => chooseRows({ ...VIEW, runs }, [true, true], state({ sort: "disagreement" }));
  assert.deepEqual(order([A, B, SEED]), order([A, B]));
  assert.deepEqual(order([A, SEED]), order([A]));
});

test("the usual columns treat two models alike: swap the runs and they are mirrored", () => {
  const [first, second] = [{ ...B, slot: "1" }, { ...A, slot: "2" }];
  const kinds = [KINDS[0], KINDS[3], KINDS[1], KINDS[2], ...KINDS.slice(4)]; // the kinds of the first run's model first
  const keys = (view) => columns({}, view).map(({ key }) => key);
  assert.deepEqual(keys(VIEW), ["Y", "A 1", "Wt 2", "P 1", "P 2", "D"]);
  assert.deepEqual(keys({ ...VIEW, kinds, runs: [first, second] }), ["Y", "Wt 1", "A 2", "P 1", "P 2", "D"]);
});

test("any kind that a run has is drawn from its record", () => {
  const maps = { M: { audio: [[[[1, 1, 0.5, 0.5]]]], visual: [[[[0, 0, 0.5, 0.5]]]] }, R: { audio: [[[[7, 0, 0, 2]]]], visual: [[[[0, 0, 0, 0]]]] } };
  const view = { ...VIEW, kinds: [...KINDS, GATE, RELEVANCE], runs: [A, { ...B, maps }] };
  assert.deepEqual(choosable(view.kinds).map(({ key }) => key), ["Y", "A", "S", "Wt", "P", "D", "M", "R"]);
  const drawn = columns({ maps: ["A", "M", "R"], block: 2, head: 2 }, view); // M and R have neither
  assert.deepEqual(drawn.map(({ key }) => key), ["A 1", "M 2", "R 2"]);
  assert.deepEqual(drawn[1].values.audio, [[1, 1, 0.5, 0.5]]);
  assert.deepEqual([drawn[1].caption, drawn[1].symbols], ["Pooling over modalities", [[GATE, "m"]]]);
  const scales = scalesOf(drawn, view, VIEW.classes.slice(0, 1), 0.5);
  assert.deepEqual(Object.keys(scales), ["attention over time", "attention over modality", "attention"]);
  assert.deepEqual(scales["attention over modality"].ticks[1], [0.5, "1/2 = 0.5"]);
  assert.deepEqual(scales.attention.ticks, [[0, "0"], [7, "7"]]); // nothing sums to 1: no mark, no bound
  assert.deepEqual([raised(MIXING, "audio"), raised(GATE, "visual")], ["la", "v"]);
});

test("the difference is the first minus the second, and captions name map, block and head", () => {
  const [mixing, difference] = columns({ maps: ["A", "D"] });
  assert.equal(mixing.caption, "Mixing, block 2 of 2, mean of 2 heads");
  assert.equal(columns({ maps: ["S"], scale: "raw" })[0].caption, "Scores, raw, block 2 of 2, mean of 2 heads");
  assert.deepEqual(difference.values.audio[DOG].map((x) => +x.toFixed(6)), [0, 0, -0.5, 0]);
});

test("scales: P from 0 to 1, attention about 1/T, differences about 0", () => {
  const scales = scalesOf(columns({}), VIEW, VIEW.classes.slice(0, 1), 0.3);
  assert.deepEqual(Object.keys(scales), ["probability", "attention over time", "difference"]);
  assert.deepEqual(scales.probability.ticks[1], [0.3, "0.3"]);
  const attention = scales["attention over time"];
  assert.deepEqual([attention.colours, attention.low, attention.high], ["share", 0, 0.5]); // the dog alone is shown
  assert.deepEqual(attention.ticks, [[0, "0"], [0.25, "1/T = 0.25"], [0.5, "0.5"]]);
  assert.deepEqual([scales.difference.low, scales.difference.high], [-1, 1]);
});

test("attention of all runs has one scale, the even share in its middle", () => {
  const drawn = columns({ maps: ["Wt", "A"], head: 1 }); // A is 0.25 for the dog
  const of = (classes) => scalesOf(drawn, VIEW, classes, 0.5);
  assert.deepEqual(Object.keys(of(VIEW.classes)), ["attention over time"]);
  const dog = of(VIEW.classes.slice(0, 1))["attention over time"];
  assert.deepEqual([dog.low, dog.high], [0, 0.5]); // no narrower than from 0 to as far above 1/T
  const { low, high, ticks } = of([VIEW.classes[1]])["attention over time"]; // W_t of the cello is 1
  assert.deepEqual([low, high, (low + high) / 2], [-0.5, 1, 0.25]);
  assert.deepEqual([ticks[0][0], ticks[2][0]], [0, 1]); // the values do not begin below 0
  const single = scalesOf(drawn, { ...VIEW, segments: 1 }, VIEW.classes, 0.5)["attention over time"];
  assert.deepEqual([single.low, single.high], [0, 2]);
});

test("raw scores have a scale of their own, softmaxed ones that of attention", () => {
  const scales = (scale, classes) => scalesOf(columns({ maps: ["S"], scale }), VIEW, classes, 0.5);
  assert.deepEqual(Object.keys(scales("softmax", VIEW.classes)), ["attention over time"]);
  const { low, high } = scales("raw", VIEW.classes).scores;
  assert.deepEqual([low, high], [-3, 3]); // the cello's reach 3
  assert.equal(scales("raw", VIEW.classes.slice(0, 1)).scores.high, 1); // the dog's 0.5, but no less than 1
});

test("active classes are those of the truth or of either run", () => {
  const none = { audio: [[0], [0]], visual: [[0], [0]] };
  const seen = { audio: [[0, 0], [0, 0]], visual: [[0, 0], [1, 0]] };
  assert.deepEqual(activeClasses([none, seen], 2), [false, true]);
});

test("hidden classes that peak as high as the lowest peak of those shown", () => {
  const values = [[0.1, 0.7], [0.6, 0], [0.3, 0.3], [0.2, 0.6], [0, 0.9]];
  assert.equal(hiddenAsHigh(values, [0, 1]), 2); // 0.6 and 0.9 reach 0.6
  assert.equal(hiddenAsHigh(values, [0]), 1);
  assert.equal(hiddenAsHigh(values, [0, 1, 2, 3, 4]), 0);
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
  const heard = (dog, cello) => ({ compared: true, probability: { audio: [dog, cello], visual: [[0, 0], [0, 0]] } });
  const truth = { audio: [[0, 0], [1, 1]], visual: [[0, 0], [0, 0]] };
  const order = (runs, sort) => chooseRows({ ...VIEW, truth, segments: 2, runs }, [true, true], state({ sort }));
  assert.deepEqual(order([heard([0.6, 0.6], [0.1, 0.7])], "evidence"), [CELLO, DOG]); // 0.7 over 0.6
  assert.deepEqual(order([heard([0, 0.6], [0, 0]), heard([0, 0], [0, 0.7])], "evidence"), [CELLO, DOG]);
  assert.deepEqual(order([heard([0.4, 0.4], [0.3, 0.3])], "disagreement"), [CELLO, DOG]); // 1.4 over 0.8
  assert.deepEqual(order([heard([0.8, 0.8], [0.7, 0.7])], "disagreement"), [DOG, CELLO]); // 1.6 over 0.6
  assert.deepEqual(order([], "disagreement"), [DOG, CELLO]);
});

const said = (runs, gate = "global") => ({
  decisions: runs.map((run) => binarise(run, 0.5, gate)),
  ungated: runs.map((run) => binarise(run, 0.5, "none")),
  gate,
});
const spoken = (view, gate) =>
  sentences(view, said(view.runs, gate)).map(
    ({ opening, clauses }) => opening + clauses.map((words) => words.map((w) => w.strong ?? w).join("")).join("; "),
  );

test("what each run finds that the other misses, and the false alarms of each", () => {
  assert.deepEqual(spoken(VIEW), [
    "LEAP alone hears Cello (0.5–1.5 s); MMIL finds nothing that LEAP misses",
    "False alarms: LEAP sees Cello (0.5–1 s); MMIL hears Dog (1–1.5 s)",
  ]);
  const heard = { ...B, probability: { ...B.probability, audio: A.probability.audio } };
  const shut = "LEAP alone hears Cello (0.5–1.5 s; the global gate shuts it out of MMIL)";
  assert.equal(spoken({ ...VIEW, runs: [A, heard] })[0].split("; MMIL finds")[0], shut);
  assert.equal(spoken({ ...VIEW, runs: [A, heard] }, "none")[0], "LEAP and MMIL find the same 3 of 3 events");
  const right = { ...A, probability: { audio: A.probability.audio, visual: [VISUAL_DOG, [0, 0, 0, 0]] } };
  assert.deepEqual(spoken({ ...VIEW, runs: [right, { ...right, short: "MMIL" }] }), [
    "LEAP and MMIL find the same 3 of 3 events",
    "No false alarms",
  ]);
  const silent = { ...A, clip_probability: { either: [0, 0] } };
  const [none] = spoken({ ...VIEW, runs: [silent, { ...silent, short: "MMIL" }] });
  assert.equal(none, "LEAP and MMIL find none of 3 events");
});

test("both runs are treated alike: swapped, the words are mirrored", () => {
  const draw = random(7);
  const some = (short) => ({
    short,
    compared: true,
    probability: { audio: rows(draw), visual: rows(draw) },
    clip_probability: { audio: [draw(), draw()], visual: [draw(), draw()], either: [draw(), draw()] },
  });
  const kinds = new Set();
  for (let n = 0; n < 300; n += 1) {
    const [x, y] = [some("X"), some("Y")];
    const [one, other] = [[x, y], [y, x]].map((runs) => sentences({ ...VIEW, runs }, said(runs)));
    one.forEach(({ opening, clauses }, i) => {
      assert.equal(opening, other[i].opening);
      if (clauses.length === 2) assert.deepEqual(clauses, [...other[i].clauses].reverse());
      else assert.equal(clauses[0][0].replace("X and Y", "Y and X"), other[i].clauses[0][0]);
      kinds.add(`${i} ${clauses.length}`);
    });
  }
  assert.deepEqual([...kinds].sort(), ["0 1", "0 2", "1 1", "1 2"]); // every form was seen
});

test("nothing is said of one run, or without labels by segment", () => {
  assert.deepEqual(sentences({ ...VIEW, runs: [A] }, said([A])), []);
  assert.deepEqual(sentences({ ...VIEW, clip: { dense: false } }, said([A, B])), []);
});

test("found is half of an event or more, shut out what would be found without the gate", () => {
  const grid = (row) => ({ audio: [row], visual: [[0, 0, 0, 0, 0]] });
  const found = (one, other, ungated = other) => foundByOne(grid([0, 1, 1, 1, 1]), ...[one, other, ungated].map(grid));
  assert.equal(found([1, 1, 1, 0, 0], [0, 1, 0, 0, 0]).length, 1); // 2 of 4, 1 of 4
  assert.equal(found([1, 1, 0, 0, 0], [0, 0, 0, 0, 0]).length, 0); // 1 of 4
  assert.equal(found([0, 1, 1, 1, 1], [0, 0, 0, 1, 1]).length, 0); // the other has half, too
  const shut = (ungated) => found([0, 1, 1, 1, 1], [0, 0, 0, 0, 0], ungated).map((event) => event.shut);
  assert.deepEqual([shut([0, 0, 0, 1, 1]), shut([1, 0, 0, 0, 1])], [[true], [false]]);
});

test("false alarms are the stretches that the bars hatch", () => {
  const grid = (row) => ({ audio: [row], visual: [[0, 0, 0, 0, 0]] });
  const alarms = falseAlarms(grid([0, 1, 1, 0, 0]), grid([1, 1, 1, 0, 1])).map((e) => [e.onset, e.offset]);
  assert.deepEqual(alarms, [[0, 1], [4, 5]]);
});

test("what the gate alone takes away: what is found, and false alarms that it spares", () => {
  const taken = (run, gate, view = VIEW) => {
    const { decisions, ungated } = said([run], gate);
    return takenByGate(view, run, decisions[0], ungated[0], gate);
  };
  assert.deepEqual(taken(A, "global"), { said: [], found: [], spared: [] });
  assert.deepEqual(taken(B, "global"), { said: [], found: [], spared: [{ index: CELLO, p: 0.2 }] });
  assert.deepEqual(taken(B, "none"), { said: [], found: [], spared: [] });
  const weak = { ...VIEW, clip: { dense: false } };
  assert.deepEqual(taken(B, "global", weak), { said: [{ index: CELLO, p: 0.2 }], found: [], spared: [] });
  const low = { ...A, clip_probability: { audio: [0.9, 0.3], visual: [0.9, 0.4], either: [0.9, 0.9] } };
  assert.deepEqual(taken(low, "modality").found, [{ index: CELLO, p: 0.3 }]); // heard in truth
  assert.deepEqual(taken(low, "modality").spared, [{ index: CELLO, p: 0.4 }]); // nearest to open
  assert.deepEqual(taken(low, "or").found, [{ index: CELLO, p: 0.4 }]);
});

test("stretches are in seconds", () => {
  assert.equal(stretch(VIEW, 1, 3), "0.5–1.5 s");
});
