// The window of the time axis, on a clip of 10 segments of half a second.

import assert from "node:assert/strict";
import { test } from "node:test";

import { following, panned, pinched, shortest, ticks, zoomed } from "../../app/components/timeline/logic/zoom.js";

const CLIP = { duration: 5, second: 0.5 };
const close = (found, wanted) => {
  assert.ok(found);
  assert.ok(Math.abs(found.onset - wanted[0]) < 1e-9 && Math.abs(found.offset - wanted[1]) < 1e-9, JSON.stringify(found));
};
const timeAt = ({ onset, offset }, place) => onset + place * (offset - onset);

test("what is under the pointer stays there", () => {
  let window = null;
  for (const place of [0.3, 0.8, 0.5, 0]) {
    const before = timeAt(window ?? { onset: 0, offset: 5 }, place);
    window = zoomed(window, CLIP, 1.3, place);
    assert.ok(Math.abs(timeAt(window, place) - before) < 1e-9);
  }
});

test("twice as much detail is half the clip; out again is all of it", () => {
  close(zoomed(null, CLIP, 2, 0.5), [1.25, 3.75]);
  assert.equal(zoomed({ onset: 1.25, offset: 3.75 }, CLIP, 0.5, 0.1), null);
  close(zoomed({ onset: 4, offset: 5 }, CLIP, 0.5, 0), [3, 5]); // not past the end
});

test("there is a shortest window, which further zoom leaves where it is", () => {
  const least = zoomed(null, CLIP, 1000, 0.5);
  close(least, [2.5 - shortest(CLIP) / 2, 2.5 + shortest(CLIP) / 2]);
  assert.deepEqual(zoomed(least, CLIP, 2, 0.9), least);
});

test("panning stops at both ends, and does nothing to the whole clip", () => {
  close(panned({ onset: 1, offset: 2 }, CLIP, 0.5), [1.5, 2.5]);
  close(panned({ onset: 1, offset: 2 }, CLIP, 9), [4, 5]);
  close(panned({ onset: 1, offset: 2 }, CLIP, -9), [0, 1]);
  assert.equal(panned(null, CLIP, 0.5), null);
});

test("two fingers keep the times that they hold", () => {
  const window = pinched([2, 3], [0.25, 0.75], CLIP);
  close(window, [1.5, 3.5]);
  close(pinched([3, 2], [0.75, 0.25], CLIP), [1.5, 3.5]); // in either order
  assert.equal(pinched([2, 3], [0.5, 0.5], CLIP), null); // at one place
});

test("the window follows a playhead that has left it, and no other", () => {
  const window = { onset: 1, offset: 2 };
  assert.equal(following(window, CLIP, 1.5), window);
  assert.equal(following(null, CLIP, 4.9), null);
  for (const time of [2.01, 4.99, 5, 0, 0.99]) {
    const { onset, offset } = following(window, CLIP, time);
    assert.ok(onset <= time && time <= offset && onset >= 0 && offset <= 5);
    assert.ok(Math.abs(offset - onset - 1) < 1e-9);
  }
  close(following(window, CLIP, 2.01), [1.91, 2.91]);
});

test("marks are at whole segments where all is on show, and end with the clip", () => {
  assert.deepEqual(ticks(null, CLIP, 12), [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]);
  assert.deepEqual(ticks(null, CLIP, 2), [0, 2.5, 5]);
  assert.deepEqual(ticks(null, { duration: 3.5, second: 0.5 }, 4), [0, 1, 2, 3.5]); // the end is one
});

test("marks of a window lie in it, at round parts of a segment", () => {
  const marks = ticks({ onset: 1.02, offset: 1.98 }, CLIP, 10);
  assert.deepEqual(marks.map((mark) => +mark.toFixed(6)), [1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9]);
});
