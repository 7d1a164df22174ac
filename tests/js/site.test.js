// The filters of a site's index, and what a page without a server answers.

import assert from "node:assert/strict";
import test from "node:test";

import { ANY, choiceOf, chosen, hashOf } from "../../app/components/site/logic/filter.js";
import { answerTo } from "../../app/components/timeline/logic/answers.js";

const classes = [{ display: "Dog" }, { display: "Fire alarm" }];
const clips = [
  { filename: "b", labels: [0], overlapping: 2, off_screen: false, difference: 3 },
  { filename: "a", labels: [0, 1], overlapping: 0, off_screen: true, difference: -7 },
  { filename: "c", labels: [], overlapping: null, off_screen: null, difference: null },
];
const names = (choice) => chosen(clips, classes, { ...ANY, ...choice }).map(({ filename }) => filename).join("");

test("clips are found by name, class, facts and by which run is better", () => {
  assert.equal(names({}), "bac");
  assert.equal(names({ text: " fire" }), "a");
  assert.equal(names({ text: "C" }), "c");
  assert.equal(names({ class: "0" }), "ba");
  assert.equal(names({ overlap: "1" }), "b");
  assert.equal(names({ unseen: "1" }), "a");
  assert.equal(names({ better: "1" }), "b");
  assert.equal(names({ better: "2" }), "a");
  assert.equal(names({ class: "1", better: "1" }), "");
});

test("they stand in the order asked for", () => {
  assert.equal(names({ sort: "name" }), "abc");
  assert.equal(names({ sort: "difference" }), "abc");
  assert.deepEqual(clips.map(({ filename }) => filename), ["b", "a", "c"]); // and are not sorted themselves
});

test("the address holds what differs from all clips", () => {
  assert.equal(hashOf(ANY), "");
  const choice = { ...ANY, text: "a & b", class: "1", sort: "name" };
  assert.deepEqual(choiceOf(`#${hashOf(choice)}`), choice);
  assert.deepEqual(choiceOf("#sort=colour&other=1"), ANY);
});

const values = Uint16Array.from({ length: 2 * 2 * 3 + 3 * 2 }, (_, n) => n * 2 ** 10);
const p = Buffer.from(values.buffer).toString("base64");
const view = {
  classes,
  segments: 3,
  kinds: [
    { key: "A", layered: true },
    { key: "Wt", layered: false },
    { key: "P", layered: false },
  ],
  runs: [{ name: "1", maps: { A: { audio: [[0], [0]] }, Wt: { audio: [[0]] } } }],
};
const answers = {
  "silence 1 input-quietest": { p, replaced: { beside: "all" } },
  "blank 0.1.2 keys": { p, replaced: null },
  "deletion A audio 1 keys": { order: [2, 0, 1], interactions: [[1, 2, 3], [4, 5], [6]] },
  "deletion Wt visual 0 input-quietest": { order: [1, 0, 2], interactions: null },
  "shapley keys": { values: { audio: [[1]] } },
};
const asked = { run: "1", silence: "", blank: "", removal: "input", nothing: "quietest" };
const whatIf = (query) => answerTo("api/what-if", { ...asked, ...query }, view, answers);
const curve = (query) => answerTo("api/deletion", { ...asked, block: "last", head: "mean", ...query }, view, answers);

test("what was stored is answered as the server would, number by number", () => {
  const { probability, clip_probability, replaced } = whatIf({ silence: "1" });
  assert.deepEqual(probability.audio, [[0, 1 / 32, 2 / 32], [3 / 32, 4 / 32, 5 / 32]]);
  assert.deepEqual(probability.visual[1], [9 / 32, 10 / 32, 11 / 32]);
  assert.deepEqual(clip_probability, { audio: [12 / 32, 13 / 32], visual: [14 / 32, 15 / 32], either: [16 / 32, 17 / 32] });
  assert.deepEqual(replaced, { beside: "all" });
  assert.equal(whatIf({ blank: "0.1.2", removal: "keys", nothing: "mean" }).replaced, null);
  assert.deepEqual(whatIf({}), {});
});

test("what was not is an error that says what was", () => {
  for (const query of [{ silence: "0" }, { silence: "1", blank: "0.1.2" }, { silence: "1", nothing: "zeros" }]) {
    assert.match(whatIf(query).error, /one second, or all, of sound or of picture/);
  }
  const both = { order: [2, 0, 1], interactions: [[1, 2, 3], [2, 4, 5], [3, 5, 6]] };
  assert.deepEqual(curve({ map: "A", modality: "audio", class: 1, removal: "keys" }), both);
  assert.deepEqual(curve({ map: "A", modality: "audio", class: 1, removal: "keys", block: 2 }), both);
  assert.deepEqual(curve({ map: "Wt", modality: "visual", class: 0, block: 1, head: 1 }), { order: [1, 0, 2], interactions: null });
  for (const query of [{ block: 1 }, { head: 1 }, { removal: "input" }, { map: "P" }, { map: "loo" }]) {
    assert.match(curve({ map: "A", modality: "audio", class: 1, removal: "keys", ...query }).error, /last block and the mean/);
  }
  const worth = (query) => answerTo("api/shapley", { ...asked, ...query }, view, answers);
  assert.deepEqual(worth({ removal: "keys" }), { values: { audio: [[1]] } });
  assert.match(worth({ nothing: "zeros" }).error, /what seconds are worth/);
  assert.match(answerTo("api/words", { ...asked, first: "puppy" }, view, answers).error, /no model with words/);
});
