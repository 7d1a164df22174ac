// The window of the time axis: which range of a clip is on show.  null is all of it.
//
// Onsets, offsets, durations and times are in seconds, places from 0 at the window's left edge to 1 at its right.

/** @import { Range } from "./range.js" */
/** @typedef {{duration: number, second: number}} Clip seconds of a clip and of its segments */

const STEPS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]; // between ticks
const NEAR = 1e-6;

/** @param {Clip} clip the shortest window that there is */
export const shortest = ({ second }) => second / 2;

// A window of that onset and length, moved and cut so that the clip has it.
/** @param {number} onset @param {number} length @param {Clip} clip @returns {Range | null} */
function fit(onset, length, clip) {
  const { duration } = clip;
  const some = Math.max(shortest(clip), length);
  if (some >= duration - NEAR) return null;
  const start = Math.min(duration - some, Math.max(0, onset));
  return { onset: start, offset: start + some };
}

/** @param {Range | null} window @param {Clip} clip @returns {Range} */
export const whole = (window, { duration }) => window ?? { onset: 0, offset: duration };

// `factor` times as much of the clip's detail, with what is at a place staying there.
/** @param {Range | null} window @param {Clip} clip @param {number} factor @param {number} place */
export function zoomed(window, clip, factor, place) {
  const { onset, offset } = whole(window, clip);
  const length = Math.max(shortest(clip), (offset - onset) / factor);
  return fit(onset + place * (offset - onset - length), length, clip);
}

// Moved by a part of its own length.
/** @param {Range | null} window @param {Clip} clip @param {number} part */
export function panned(window, clip, part) {
  const { onset, offset } = whole(window, clip);
  return fit(onset + part * (offset - onset), offset - onset, clip);
}

// Two times are held by two fingers, each at a place.
/** @param {number[]} times @param {number[]} places @param {Clip} clip */
export function pinched(times, places, clip) {
  const length = Math.abs((times[1] - times[0]) / (places[1] - places[0]));
  if (!Number.isFinite(length)) return fit(0, clip.duration, clip);
  return fit(times[0] - places[0] * Math.max(shortest(clip), length), length, clip);
}

// Where a time has left the window, the next one, which begins a little before it.
/** @param {Range | null} window @param {Clip} clip @param {number} time */
export function following(window, clip, time) {
  if (!window || (window.onset <= time && time <= window.offset)) return window;
  const length = window.offset - window.onset;
  return fit(time - length / 10, length, clip);
}

// Times to mark, at most about `most`: round counts of segments, and where the window ends with the clip, its end.
/** @param {Range | null} window @param {Clip} clip @param {number} most */
export function ticks(window, clip, most) {
  const { onset, offset } = whole(window, clip);
  const [from, to] = [onset / clip.second, offset / clip.second]; // in segments
  const smallest = window ? 0 : 1;
  const step = STEPS.find((s) => s >= smallest && (to - from) / s <= most) ?? to - from;
  const ends = offset > clip.duration - NEAR;
  const last = ends ? to - step / 2 - NEAR : to + NEAR;
  const marks = [];
  for (let n = Math.max(0, Math.ceil(from / step - NEAR)); n * step <= last; n++) marks.push(n * step);
  return [...marks, ...(ends ? [to] : [])].map((t) => t * clip.second);
}
