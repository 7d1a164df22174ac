// Ranges of a clip, and what a class has over them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { meanOver, rangeOf } from "../../app/components/timeline/logic/range.js";

const close = (found, wanted) => assert.ok(Math.abs(found - wanted) < 1e-12, `${found} is not ${wanted}`);

test("the mean over whole segments is theirs", () => {
  close(meanOver([0.2, 0.4, 0.9, 0.1], { onset: 1, offset: 3 }), 0.65);
  close(meanOver([0.2, 0.4, 0.9, 0.1], { onset: 0, offset: 4 }), 0.4);
});

test("a segment that is cut counts by the part that is in", () => {
  close(meanOver([1, 0, 0.5], { onset: 0.75, offset: 2.5 }), (0.25 * 1 + 1 * 0 + 0.5 * 0.5) / 1.75);
  close(meanOver([0.3, 0.7], { onset: 1.2, offset: 1.3 }), 0.7); // within one segment
});

const ABOUT = { second: 0.5, slack: 0.05, least: 0.04 };

test("a range runs from the earlier place to the later, whichever came first", () => {
  assert.deepEqual(rangeOf([1.3, 0.2], ABOUT), { onset: 0.2, offset: 1.3 });
  assert.deepEqual(rangeOf([0.2, 1.3], ABOUT), { onset: 0.2, offset: 1.3 });
});

test("a place near the edge of a segment is at the edge", () => {
  assert.deepEqual(rangeOf([0.46, 1.54], ABOUT), { onset: 0.5, offset: 1.5 });
  assert.deepEqual(rangeOf([0.44, 1.56], ABOUT), { onset: 0.44, offset: 1.56 });
});

test("what is shorter than a frame is no range", () => {
  assert.equal(rangeOf([0.2, 0.23], ABOUT), null);
  assert.equal(rangeOf([0.46, 0.54], ABOUT), null); // both are the same edge
});
