// The maps that stand side by side, and the scales of their colours.
//
//   Y   truth                      A   mixing A^lm of each run that has it
//   S   scores, raw or softmaxed   P   probabilities of each run
//   D   P of run A - P of run B    W   what-if: the new P, and its difference from the old
//
// A column is {key, symbols, slot, title, caption, scale, values}: symbols as [letter, subscript], to be read as
// the first minus the rest; slot of the run or ""; values {audio, visual}, each C x T.

import { mapOf, nameOf, softmax } from "./attention.js";
import { MODALITIES } from "./gates.js";

const perModality = (make) => Object.fromEntries(MODALITIES.map((m) => [m, make(m)]));
const minus = (p, q) => perModality((m) => p[m].map((row, c) => row.map((x, t) => x - q[m][c][t])));

export const hasMaps = (run) => run.blocks > 0;

// The maps of a run for the block, head and scale chosen -> {A, S}, null each where it has none.
export function attentionOf(run, { block, head, scale }) {
  if (!hasMaps(run)) return { A: null, S: null };
  const map = (kind) => perModality((m) => mapOf(run, kind, m, block, head));
  const scores = map("scores");
  return { A: map("mixing"), S: scale === "raw" ? scores : perModality((m) => softmax(scores[m])) };
}

// Columns in order.  `attention` holds `attentionOf` each run; `whatIf` {slot, probability} or null.
export function columnsOf(view, state, attention, whatIf) {
  const { truth, runs } = view;
  const wanted = (key) => state.maps.includes(key);
  const part = (run) => nameOf(run, state.block, state.head);
  const columns = [];
  if (wanted("Y") && view.clip.dense) {
    const about = { symbols: [["Y"]], slot: "", title: "truth", caption: "" };
    columns.push({ key: "Y", ...about, scale: "probability", values: truth });
  }
  runs.forEach((run, i) => {
    const { A, S } = attention[i];
    const { slot, title } = run;
    const add = (key, symbols, caption, scale, values) =>
      columns.push({ key: `${key} ${slot}`, symbols, slot, title, caption, scale, values });
    if (wanted("A") && A) add("A", [["A"]], `mixing, ${part(run)}`, "attention", A);
    if (wanted("S") && S) {
      const raw = state.scale === "raw";
      add("S", [["S"]], `scores ${state.scale}, ${part(run)}`, raw ? "scores" : "attention", S);
    }
    if (wanted("P")) add("P", [["P"]], "probability", "probability", run.probability);
    if (whatIf?.slot === slot) {
      add("W", [["P′"]], "what-if", "probability", whatIf.probability);
      add("E", [["P′"], ["P"]], "what-if − before", "difference", minus(whatIf.probability, run.probability));
    }
  });
  if (wanted("D") && runs.length === 2) {
    const values = minus(runs[0].probability, runs[1].probability);
    const symbols = runs.map((run) => ["P", run.slot]);
    columns.push({ key: "D", symbols, slot: "", title: "", caption: "difference", scale: "difference", values });
  }
  return columns;
}

// Ends and marks of the scales that some columns need -> {name: {low, high, ticks: [[value, text], ...]}}.
// Attention and scores have no bound of their own: they reach to the largest value among the `classes` shown.
export function scalesOf(columns, { segments }, classes, threshold) {
  const uniform = 1 / segments;
  const shown = (values) => MODALITIES.flatMap((m) => classes.flatMap(({ index }) => values[m][index]));
  const most = (scale) => columns.filter((c) => c.scale === scale).flatMap((c) => shown(c.values));
  const ends = {
    probability: () => ({ low: 0, high: 1, ticks: [[0, "0"], [threshold, `${threshold}`], [1, "1"]] }),
    attention: () => {
      const high = Math.min(1, Math.ceil(20 * Math.max(uniform, ...most("attention"))) / 20);
      return { low: 0, high, ticks: [[0, "0"], [uniform, `1/T = ${+uniform.toFixed(3)}`], [high, `${high}`]] };
    },
    scores: () => {
      const high = Math.max(1, Math.ceil(Math.max(...most("scores").map(Math.abs))));
      return { low: -high, high, ticks: [[-high, `−${high}`], [0, "0"], [high, `${high}`]] };
    },
    difference: () => ({ low: -1, high: 1, ticks: [[-1, "−1"], [0, "0"], [1, "1"]] }),
  };
  const used = Object.keys(ends).filter((name) => columns.some(({ scale }) => scale === name));
  return Object.fromEntries(used.map((name) => [name, ends[name]()]));
}

export const titleOf = (run) => `${run.slot} ${run.title}`;
