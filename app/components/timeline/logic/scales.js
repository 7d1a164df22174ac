// The scales of colour that some columns need: their ends, marks and titles.
//
// What sums to 1 along an axis is marked where it would be even.  Attention, scores and differences have no bound
// that they reach: their scales end at the largest value among the classes shown.

import { MODALITIES } from "./gates.js";

const TITLES = {
  probability: () => "Probability P, truth Y",
  attention: (axis) => `Attention${{ time: ", sums to 1 over time", modality: ", sums to 1 over modalities" }[axis] ?? ""}`,
  scores: () => "Scores, before the softmax",
  difference: () => "Difference of P",
};

// Which scale a column is drawn on: one for each kind of colours and axis.
export const scaleOf = ({ scale, axis }) => (axis ? `${scale} over ${axis}` : scale);

// -> {name: {colours, title, low, high, ticks: [[value, text], ...]}}, by `scaleOf`, in the order of TITLES.
export function scalesOf(columns, view, classes, threshold) {
  const drawn = columns.filter(({ values }) => values);
  const order = Object.keys(TITLES);
  const sorted = drawn.toSorted((x, y) => order.indexOf(x.scale) - order.indexOf(y.scale));
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

const ENDS = {
  probability: (_, { threshold }) => ({ low: 0, high: 1, ticks: [[0, "0"], [threshold, `${threshold}`], [1, "1"]] }),
  attention: (shown, { axis, view }) => {
    const even = { time: 1 / view.segments, modality: 1 / MODALITIES.length }[axis];
    const reach = Math.ceil(20 * Math.max(even ?? 0.05, ...shown)) / 20;
    const high = axis ? Math.min(1, reach) : reach;
    const marks = axis ? [[even, `1/${axis === "time" ? "T" : "2"} = ${+even.toFixed(3)}`]] : [];
    return { low: 0, high, ticks: [[0, "0"], ...marks, [high, `${high}`]] };
  },
  scores: signed,
  difference: () => signed([]),
};

function signed(shown) {
  const high = Math.max(1, Math.ceil(Math.max(0, ...shown.map(Math.abs))));
  return { low: -high, high, ticks: [[-high, `−${high}`], [0, "0"], [high, `${high}`]] };
}
