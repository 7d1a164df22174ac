// What is said of a what-if: what is in place of seconds, how unusual it is, which p changed most.

import assert from "node:assert/strict";
import { test } from "node:test";

import { mostChanged, standIns } from "../../app/components/timeline/logic/removal.js";
import { A, CELLO } from "./toy.js";

const part = { by: "silence", before: { z: 0.971, percentile: 59.46 }, after: { z: 2.356, percentile: 100 } };

test("what is in place of each modality, with its z and that of what was there", () => {
  const picture = { ...part, by: "a black picture" };
  assert.deepEqual(standIns({ audio: part, visual: picture, beside: "LLP, train" }), [
    "In place of sound: silence; z 2.36, above 100 % (before: 0.97, above 59.5 %).",
    "In place of picture: a black picture; z 2.36, above 100 % (before: 0.97, above 59.5 %).",
    "z and shares beside all seconds of LLP, train.",
  ]);
});

test("of what stays nothing is said", () => {
  const [first, ...rest] = standIns({ visual: part, beside: "LLP, train" });
  assert.match(first, /^In place of picture/);
  assert.equal(rest.length, 1);
});

test("where there is nothing to compare with, that is said", () => {
  assert.deepEqual(standIns({ audio: { by: "features of zero" }, lack: "no file." }), [
    "In place of sound: features of zero.",
    "How unusual that is cannot be said: no file.",
  ]);
});

test("masked seconds are not replaced", () => {
  const [sentence, ...rest] = standIns(null);
  assert.match(sentence, /encoder sees the whole clip.* whose own P′ is still computed/);
  assert.deepEqual(rest, []);
});

test("the p that changed most, up or down, in either modality", () => {
  const { probability, clip_probability: p } = A;
  const after = { probability, clip_probability: { ...p, audio: [0.8, 0.8], visual: [0.9, 0.1] } };
  assert.deepEqual(mostChanged(A, after), { modality: "visual", index: CELLO, before: 0.8, after: 0.1 });
  assert.equal(mostChanged(after, A).after, 0.8);
});
