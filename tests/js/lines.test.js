// Who says what: the runs, and what a what-if makes of one.

import assert from "node:assert/strict";
import { test } from "node:test";

import { linesOf, subjectOf } from "../../app/components/timeline/logic/lines.js";
import { A, B, CELLO, DOG, VIEW } from "./toy.js";

const CHOICES = { threshold: 0.5, gate: "global" };
// The dog is silenced where it barks; p of the cello falls below the threshold.
const WHAT_IF = {
  probability: { audio: [[0.1, 0.2, 0.5, 0.2], A.probability.audio[CELLO]], visual: A.probability.visual },
  clip_probability: { audio: [0.6, 0.3], visual: [0.9, 0.8], either: [0.9, 0.4] },
};
const names = (lines) => lines.map(({ name, title, primed }) => [name, title, primed]);

test("a line a run, decided at threshold and gate", () => {
  const lines = linesOf(VIEW, CHOICES, null);
  assert.deepEqual(names(lines), [["1", "LEAP, HAN", false], ["2", "MMIL, HAN", false]]);
  assert.deepEqual(lines[1].decided.audio[DOG], [true, true, true, false]);
  assert.deepEqual(lines[1].decided.visual[CELLO], [false, false, false, false]); // p of the clip is 0.2
  assert.deepEqual(lines[1].ungated.visual[CELLO], [false, true, false, false]);
});

for (const [place, run] of [A, B].entries()) {
  test(`a what-if of run ${run.slot} stands below it, decided likewise`, () => {
    const lines = linesOf(VIEW, CHOICES, { slot: run.slot, ...WHAT_IF });
    assert.deepEqual(names(lines)[place + 1], [`${run.slot}′`, `${run.title}, what-if`, true]);
    assert.deepEqual(names(lines).toSpliced(place + 1, 1), names(linesOf(VIEW, CHOICES, null)));
    const { run: of, says, decided, ungated } = lines[place + 1];
    assert.equal(of, run);
    assert.equal(says.clip_probability.either[CELLO], 0.4);
    assert.deepEqual(decided.audio, [[false, false, true, false], [false, false, false, false]]);
    assert.deepEqual(ungated.audio[CELLO], [false, true, true, false]); // the gate alone shuts it out
  });
}

test("a what-if is of one clip and of all runs on show", () => {
  const subject = subjectOf(VIEW);
  assert.equal(subjectOf({ ...VIEW, segments: 5 }), subject);
  assert.notEqual(subjectOf({ ...VIEW, clip: { ...VIEW.clip, filename: "other" } }), subject);
  assert.notEqual(subjectOf({ ...VIEW, runs: [A, { ...B, name: "c" }] }), subject);
});
