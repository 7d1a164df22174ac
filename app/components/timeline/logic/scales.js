// The scales of colour that some columns need: their ends, marks and titles.
//
// What sums to 1 along an axis is a share, drawn about the even one, which is marked.  Attention, scores and
// differences have no bound that they reach: their scales end at the largest value among the classes shown.
// `low` and `high` are the ends of the colours; the first and the last tick those of the values.

import { fixed } from "../../shared/numbers.js";
import { MODALITIES } from "./gates.js";

/** @import { Category, MapKind, View } from "../../shared/records.d.ts" */
/** @import { Shown } from "./maps.js" */
/** @typedef {{colours: string, title: string, low: number, high: number, ticks: [number, string][]}} Scale */
/** @typedef {{axis: MapKind["axis"], view: View, threshold: number}} About */

const OVER = { time: ", sums to 1 over time", modality: ", sums to 1 over modalities" };
/** @type {Record<MapKind["scale"], (axis: MapKind["axis"]) => string>} */
const TITLES = {
  probability: () => "Probability P, truth Y",
  attention: (axis) => `Attention${axis ? OVER[axis] : ""}`,
  scores: () => "Scores, without a softmax",
  difference: () => "Difference of P",
  worth: () => "Worth of a second, in p",
};

// Which scale a column is drawn on: one for each kind of colours and axis.
/** @param {Pick<MapKind, "scale" | "axis">} shown */
export const scaleOf = ({ scale, axis }) => (axis ? `${scale} over ${axis}` : scale);

// -> {name: {colours, title, low, high, ticks: [[value, text], ...]}}, by `scaleOf`, in the order of TITLES.
/** @param {Shown[]} columns @param {View} view @param {Category[]} classes @param {number} threshold */
export function scalesOf(columns, view, classes, threshold) {
  const drawn = columns.flatMap(({ scale, axis, values }) => (values ? [{ scale, axis, values }] : []));
  const order = Object.keys(TITLES);
  const sorted = [...drawn].sort((x, y) => order.indexOf(x.scale) - order.indexOf(y.scale));
  /** @type {Record<string, Scale>} */
  const scales = {};
  for (const { scale, axis } of sorted) {
    const name = scaleOf({ scale, axis });
    if (name in scales) continue;
    const alike = drawn.filter((column) => scaleOf(column) === name);
    const shown = alike.flatMap(({ values }) => MODALITIES.flatMap((m) => classes.flatMap((c) => values[m][c.index])));
    const ends = ENDS[scale](shown, { axis, view, threshold });
    scales[name] = { colours: scale, title: TITLES[scale](axis), ...ends };
  }
  return scales;
}

/** @typedef {Pick<Scale, "low" | "high" | "ticks"> & {colours?: string}} Ends */
/** @type {Record<MapKind["scale"], (shown: number[], about: About) => Ends>} */
const ENDS = {
  probability: (_, { threshold }) => ({ low: 0, high: 1, ticks: [[0, "0"], [threshold, `${threshold}`], [1, "1"]] }),
  attention: (shown, { axis, view }) => {
    const reach = reachOf(shown);
    if (!axis) return { low: 0, high: reach, ticks: [[0, "0"], [reach, `${reach}`]] };
    const [even, name] = axis === "time" ? [1 / view.segments, "1/T"] : [1 / MODALITIES.length, "1/2"];
    const high = Math.max(2 * even, Math.min(1, reach)); // as far from the even share as 0 is
    /** @type {[number, string][]} */
    const ticks = [[0, "0"], [even, `${name} = ${+even.toFixed(3)}`], [high, `${+high.toFixed(3)}`]];
    return { colours: "share", low: 2 * even - high, high, ticks };
  },
  scores: signed,
  difference: () => signed([]),
  worth: (shown) => {
    const high = reachOf(shown.map(Math.abs));
    return { low: -high, high, ticks: [[-high, fixed(-high, 2)], [0, "0"], [high, `${high}`]] };
  },
};

// The largest value, rounded up to twentieths.
/** @param {number[]} shown */
const reachOf = (shown) => Math.ceil(20 * Math.max(0.05, ...shown)) / 20;

/** @param {number[]} shown @returns {Ends} */
function signed(shown) {
  const high = Math.max(1, Math.ceil(Math.max(0, ...shown.map(Math.abs))));
  return { low: -high, high, ticks: [[-high, fixed(-high, 0)], [0, "0"], [high, `${high}`]] };
}
