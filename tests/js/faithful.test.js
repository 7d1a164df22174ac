// What is said of an order of seconds.

import assert from "node:assert/strict";
import { test } from "node:test";

import { tracedKinds, tracedOf } from "../../app/components/timeline/logic/columns.js";
import { areaOf, stretches, strongest, verdict } from "../../app/components/timeline/logic/faithful.js";
import { scalesOf } from "../../app/components/timeline/logic/scales.js";
import { A, B, KINDS, VIEW } from "./toy.js";

test("seconds beside each other are one stretch", () => {
  assert.equal(stretches({ segment_seconds: 1 }, [3, 4, 5, 8]), "3–6 and 8–9 s");
  assert.equal(stretches({ segment_seconds: 0.5 }, [0, 2, 4, 5]), "0–0.5, 1–1.5 and 2–3 s");
});

const FOUND = { curve: [0.9, 0.4, 0.1], better: 0.974, carriers: [1], worth: [0.1, 0.7] };

test("an order, and what carries the class in truth", () => {
  assert.equal(
    verdict({ segment_seconds: 1 }, FOUND),
    "is better than 97 % of all orders here; in truth 1–2 s carries it (p goes from 0.90 to 0.10 without any second).",
  );
});

test("where nothing lifts p, or hardly any second matters, that is said instead", () => {
  const none = { ...FOUND, carriers: [], worth: [-0.3, -0.2] };
  assert.match(verdict(VIEW, none), /97 % of all orders here; in truth no second lifts p/);
  assert.match(verdict(VIEW, { ...FOUND, worth: [0.01, 0.02] }), /^says little here: p goes from 0.90/);
});

test("of a clip whose orders are drawn nothing is said", () => {
  assert.equal(verdict(VIEW, { ...FOUND, better: null }), "");
});

test("areas are by trapezoids, both ends counted", () => {
  assert.equal(areaOf([1, 0.5, 0]), 0.5);
  assert.equal(areaOf([1, 0]), 0.5);
});

test("the strongest pairs, either way", () => {
  const { together, instead } = strongest([[0, 0.1, -0.3], [0.1, 0, 0.2], [-0.3, 0.2, 0]]);
  assert.deepEqual([together, instead], [{ seconds: [1, 2], value: 0.2 }, { seconds: [0, 2], value: -0.3 }]);
});

const F = { ...KINDS[0], key: "F", symbol: "φ", title: "Shapley values", scale: "worth" };

test("Shapley values are a map of every run whose model can be asked", () => {
  const values = { audio: [[0.1, -0.2], [0, 0]], visual: [[0, 0], [0, 0]] };
  const shown = { caption: "", lack: "", scale: "worth", axis: null, values };
  const view = { ...VIEW, kinds: [...KINDS, F], runs: [A, { ...B, live: false }] };
  assert.ok(tracedKinds(view).includes(F));
  assert.ok(!tracedKinds({ ...view, runs: [{ ...A, live: false }] }).includes(F));
  const traced = tracedOf(view, { block: "last", head: "mean", scale: "raw" }, { 1: shown });
  assert.equal(traced[0].F, shown);
  assert.equal(traced[1].F, undefined);
  const { worth } = scalesOf([shown], view, view.classes, 0.5);
  assert.deepEqual([worth.low, worth.high], [-0.2, 0.2]);
});
