// Which classes are shown, and in which order.

import { MODALITIES } from "./gates.js";
import { pairOf } from "./pair.js";

/** @import { Grid, View } from "../../shared/records.d.ts" */
/** @import { Decision } from "./gates.js" */

export const ROWS = ["active", "all"];
export const SORTS = ["order", "evidence", "disagreement"];

// Classes that the truth or a run's decision has somewhere in the clip -> a boolean a class.
/** @param {(Grid | Decision)[]} grids @param {number} count */
export function activeClasses(grids, count) {
  const has = (/** @type {Grid | Decision} */ grid, /** @type {number} */ c) => MODALITIES.some((m) => grid[m][c].some(Boolean));
  return Array.from({ length: count }, (_, c) => grids.some((grid) => has(grid, c)));
}

// Indices of the classes to show: pinned ones first, each part in the order asked for.  Where nothing is
// active and nothing pinned, all are shown.
/** @param {View} view @param {boolean[]} active @param {{rows: string, sort: string, pins: number[]}} state */
export function chooseRows(view, active, { rows, sort, pins }) {
  /** @type {Record<string, (view: View, c: number) => number>} */
  const keys = { order: () => 0, evidence, disagreement };
  const all = view.classes.map(({ index }) => index);
  const wanted = all.filter((c) => rows === "all" || active[c] || pins.includes(c));
  const shown = wanted.length ? wanted : all;
  const weight = Object.fromEntries(shown.map((c) => [c, keys[sort](view, c)]));
  const pinned = (/** @type {number} */ c) => Number(pins.includes(c));
  return shown.sort((x, y) => pinned(y) - pinned(x) || weight[y] - weight[x] || x - y);
}

// The highest P that any run gives the class in any segment.
/** @param {View} view @param {number} c */
function evidence({ runs }, c) {
  return Math.max(0, ...runs.flatMap(({ probability }) => MODALITIES.flatMap((m) => probability[m][c])));
}

// Mean distance of the P of two runs; of the only run from the truth.
/** @param {View} view @param {number} c */
function disagreement(view, c) {
  const { truth, segments } = view;
  const [first, other] = pairOf(view);
  if (!first) return 0;
  const second = other?.probability ?? truth;
  const apart = (m) => first.probability[m][c].map((p, t) => Math.abs(p - second[m][c][t]));
  return MODALITIES.flatMap(apart).reduce((total, d) => total + d, 0) / (2 * segments);
}

// Of C x T values, how many classes that are not shown peak as high as the lowest peak of those shown.
/** @param {number[][]} values @param {number[]} shown class indices */
export function hiddenAsHigh(values, shown) {
  const peaks = values.map((row) => Math.max(...row));
  const least = Math.min(...shown.map((c) => peaks[c]));
  return peaks.filter((peak, c) => !shown.includes(c) && peak >= least).length;
}
