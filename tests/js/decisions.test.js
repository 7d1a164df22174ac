// Gates, events, scores: the numbers of leap_core.metrics, by hand.

import assert from "node:assert/strict";
import { test } from "node:test";

import { edgesOf, eventAt, eventsOf, outcomes } from "../../app/components/shared/events.js";
import { binarise, both } from "../../app/components/timeline/logic/gates.js";
import { evaluate } from "../../app/components/timeline/logic/metrics.js";
import { truthOf } from "../../app/components/timeline/logic/truth.js";
import { A, B, CELLO, DOG, TRUTH } from "./toy.js";

const bits = (rows) => rows.map((row) => row.map(Number).join(""));

test("the gates differ in whose p must pass", () => {
  assert.deepEqual(bits(binarise(B, 0.5, "none").visual), ["1111", "0100"]);
  assert.deepEqual(bits(binarise(B, 0.5, "global").visual), ["1111", "0000"]); // p of either is 0.2
  assert.deepEqual(bits(binarise(B, 0.5, "modality").visual), ["1111", "0100"]); // p of the picture is 0.7
  assert.deepEqual(bits(binarise(B, 0.5, "or").visual), ["1111", "0100"]); // p of the picture is 0.7
  assert.deepEqual(bits(binarise(B, 0.15, "modality").audio), ["1111", "0000"]); // p of the sound is 0.1
});

test("at the threshold, as a float32, counts as present", () => {
  const third = Math.fround(0.35);
  const run = { probability: { audio: [[third]], visual: [[0.35]] }, clip_probability: { either: [1] } };
  assert.notEqual(third, 0.35);
  assert.deepEqual(bits(binarise(run, 0.35, "global").audio), ["1"]);
  const gate = { probability: { audio: [[1]], visual: [[1]] }, clip_probability: { either: [third] } };
  assert.deepEqual(bits(binarise(gate, 0.35, "global").audio), ["1"]);
});

test("a probability of 0 is never there, at any threshold", () => {
  const run = { probability: { audio: [[0.4, 0]], visual: [[0, 0.1]] }, clip_probability: { either: [0] } };
  assert.deepEqual(bits(binarise(run, 0, "global").audio), ["10"]);
  assert.deepEqual(bits(binarise(run, 0, "none").visual), ["01"]);
});

test("of audio-visual truth alone that of both at once is known", () => {
  const joint = { clip: { dense: false, joint: true }, truth: { audio: [[0, 1]], visual: [[0, 1]] } };
  assert.deepEqual(bits(truthOf(joint, "both")), ["01"]);
  assert.equal(truthOf(joint, "audio"), null);
  assert.deepEqual(truthOf({ clip: { dense: true }, truth: TRUTH }, "visual"), TRUTH.visual);
  assert.equal(truthOf({ ...joint, clip: { dense: false, joint: false } }, "both"), null);
});

test("events are runs of segments", () => {
  assert.deepEqual(eventsOf([1, 1, 0, 1]), [[0, 2], [3, 4]]);
  assert.deepEqual(eventsOf([0, 0, 0, 0]), []);
  assert.deepEqual(edgesOf([[1, 1, 0, 0], [0, 1, 1, 0]]), [0, 1, 2, 3]);
});

test("the shortest event under the playhead", () => {
  assert.deepEqual(eventAt([[1, 1, 1, 1], [0, 1, 1, 0]], 2), [1, 3]);
  assert.deepEqual(eventAt([[1, 1, 1, 1], [0, 1, 1, 0]], 3), [0, 4]);
  assert.deepEqual(eventAt([[0, 1, 1, 0], [1, 1, 1, 1]], 1), [1, 3]);
  assert.equal(eventAt([[0, 1]], 0), null);
});

test("a run's row is cut where right turns to wrong", () => {
  const said = [true, true, true, false];
  assert.deepEqual(outcomes(said, [0, 1, 1, 1], said), [["false-alarm", 0, 1], ["hit", 1, 3], ["miss", 3, 4]]);
  assert.deepEqual(outcomes([true, false], null, [true, true]), [["said", 0, 1]]);
});

test("what is found and shut out is no plain miss, and no false alarm where it is wrong", () => {
  const [nothing, passes] = [Array(4).fill(false), [true, true, true, false]];
  assert.deepEqual(outcomes(nothing, [0, 1, 1, 1], passes), [["shut-out", 1, 3], ["miss", 3, 4]]);
});

test("heard and seen", () => {
  assert.deepEqual(bits(both(TRUTH)), ["1100", "0000"]);
});

test("scores of the clip by hand", () => {
  const a = evaluate(binarise(A, 0.5, "global"), TRUTH);
  const b = evaluate(binarise(B, 0.5, "global"), TRUTH);
  assert.equal(a.segment.audio, 100);
  assert.equal(b.segment.audio, 40); // dog 2*2/(2*2+1) = 0.8, cello 0
  assert.equal(a.segment.visual, 50); // dog right, cello a false alarm
  assert.equal(b.segment.visual, 100);
  assert.equal(b.event.audio, 50); // the dog's 3 segments overlap 2: a hit; the cello is missed
  assert.equal(a.segment.audio_visual, 50); // dog right; the cello is heard and seen at once in segment 1
  assert.equal(a.segment.type, (100 + 50 + 50) / 3);
  // pooled: dog 2 + 4 hits, cello 2 hits and 1 false alarm: (1 + 4/5) / 2
  assert.ok(Math.abs(a.segment.event - 90) < 1e-9);
});

test("nothing said of nothing is perfect", () => {
  const empty = { audio: [[0, 0]], visual: [[0, 0]] };
  assert.equal(evaluate(empty, empty).event.event, 100);
});

test("events match at an overlap of one half", () => {
  const heard = (row) => ({ audio: [row], visual: [[0, 0, 0, 0]] });
  const score = (said, truth) => evaluate(heard(said), heard(truth)).event.audio;
  assert.equal(score([1, 1, 1, 1], [1, 1, 0, 0]), 100); // 2 of 4
  assert.equal(score([1, 1, 1, 1], [1, 0, 0, 0]), 0); // 1 of 4: a false alarm and a miss
});

test("events anywhere in the clip, several in a row", () => {
  const heard = (row) => ({ audio: [row], visual: [row.map(() => 0)] });
  const score = (said, truth) => evaluate(heard(said), heard(truth)).event.audio;
  assert.equal(score([0, 0, 1, 1, 1, 1], [0, 0, 0, 0, 1, 1]), 100); // 2 of 4
  assert.equal(score([0, 0, 0, 1, 1, 1], [0, 1, 1, 1, 0, 0]), 0); // 1 of 5
  assert.equal(score([1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0]), 0); // they only touch
  assert.equal(score([1, 0, 1, 0, 0, 1], [1, 0, 1, 0, 0, 0]), 80); // 2 hits, 1 false alarm
  assert.equal(score([1, 0, 1, 0, 0, 0], [1, 0, 1, 0, 0, 1]), 80); // 2 hits, 1 miss
  assert.equal(score([1, 0, 1, 0, 0, 0], [1, 1, 1, 0, 0, 0]), 0); // 1 of 3 twice: two false alarms, a miss
});
