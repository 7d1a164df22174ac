// The ten scores of one clip, as leap_core/metrics has them: F1 a class over those present in prediction or
// truth, 1 where there is none, averaged over classes; events match at IoU >= 0.5, many to one.
//
// Grids are {audio, visual}, each C x T booleans.  Counts are [hits, errors] a class.

import { eventsOf } from "../../shared/events.js";
import { both } from "./gates.js";

/** @import { Grid } from "../../shared/records.d.ts" */
/** @import { Decision } from "./gates.js" */
/** @typedef {(number | boolean)[]} Row */
/** @typedef {Grid | Decision} Cells */
/** @typedef {(said: Row, truth: Row) => [number, number]} Count */

export const LEVELS = ["segment", "event"];
export const TRACKS = {
  audio: "Audio",
  visual: "Visual",
  audio_visual: "Audio-visual",
  type: "Type@AV",
  event: "Event@AV",
};

// Score a decided grid -> {segment: {audio, visual, audio_visual, type, event}, event: the same}, percent.
/** @param {Cells} prediction @param {Cells} truth */
export function evaluate(prediction, truth) {
  const score = (/** @type {Count} */ count) => tracks(prediction, truth, count);
  return { segment: score(segmentCounts), event: score(eventCounts) };
}

/** @param {Cells} prediction @param {Cells} truth @param {Count} count */
function tracks(prediction, truth, count) {
  const counts = (/** @type {Row[]} */ p, /** @type {Row[]} */ y) => p.map((row, c) => count(row, y[c]));
  const audio = counts(prediction.audio, truth.audio);
  const visual = counts(prediction.visual, truth.visual);
  const scores = {
    audio: f1(audio),
    visual: f1(visual),
    audio_visual: f1(counts(both(prediction), both(truth))),
  };
  const type = (scores.audio + scores.visual + scores.audio_visual) / 3;
  const pooled = audio.map(([hits, errors], c) => [hits + visual[c][0], errors + visual[c][1]]);
  return { ...scores, type, event: f1(pooled) };
}

/** @param {number[][]} counts */
function f1(counts) {
  const present = counts.filter(([hits, errors]) => hits + errors > 0);
  if (!present.length) return 100;
  const sum = present.reduce((total, [hits, errors]) => total + (2 * hits) / (2 * hits + errors), 0);
  return (100 * sum) / present.length;
}

/** @type {Count} */
function segmentCounts(said, truth) {
  let hits = 0;
  let errors = 0;
  said.forEach((on, t) => {
    if (on && truth[t]) hits += 1;
    else if (on || truth[t]) errors += 1;
  });
  return [hits, errors];
}

/** @type {Count} */
function eventCounts(said, truth) {
  const predicted = eventsOf(said);
  const wanted = eventsOf(truth);
  const hits = predicted.filter((p) => wanted.some((y) => match(p, y))).length;
  const misses = wanted.filter((y) => !predicted.some((p) => match(p, y))).length;
  return [hits, predicted.length - hits + misses];
}

// Intersection over union of at least one half, in whole segments.
/** @param {[number, number]} predicted @param {[number, number]} wanted */
function match([a, b], [c, d]) {
  const shared = Math.min(b, d) - Math.max(a, c);
  return shared > 0 && 3 * shared >= b - a + d - c;
}
