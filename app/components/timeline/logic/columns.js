// The maps that stand side by side: the truth, the kinds that models traced, a run each, then the P of each run and
// what a what-if made of it, and the difference of the two runs; then the same of each further run.
//
// A column is {key, symbols, slot, title, short, caption, lack, scale, axis, values}: symbols as [kind, subscript], to
// be read as the first minus the rest; slot of the run or "", what it is called in a heading; values {audio, visual}, each C x T, or null where
// `lack` says what the run lacks.

import { perModality } from "./gates.js";
import { has, shownOf } from "./maps.js";
import { pairOf } from "./pair.js";

/** @import { Grid, MapKind, Probabilities, Run, View } from "../../shared/records.d.ts" */
/** @import { State } from "./address.js" */
/** @import { Shown } from "./maps.js" */
/** @typedef {{key: string, symbols: [MapKind, string][], slot: string, title: string, short: string} & Shown} Column */
/** @typedef {{subject: string, slot: string} & Probabilities} WhatIf `subject`: what it is of, see lines.js */

// Kinds that the screen makes itself; all others come from the model of a run.
export const TRUTH = "Y";
export const PROBABILITY = "P";
export const DIFFERENCE = "D";
export const SHAPLEY = "F";
const WHAT_IF = "W";
const WHAT_IF_DIFFERENCE = "E";
const OWN = [TRUTH, PROBABILITY, DIFFERENCE, WHAT_IF, WHAT_IF_DIFFERENCE];

// Kinds that can be chosen: what a what-if gives shows up by itself.
/** @param {MapKind[]} kinds */
export const choosable = (kinds) => kinds.filter(({ key }) => key !== WHAT_IF && key !== WHAT_IF_DIFFERENCE);

// Kinds that some run on show has from its model, or that a model on show can be asked for.
/** @param {View} view */
export const tracedKinds = ({ kinds, runs }) =>
  kinds.filter(({ key }) => !OWN.includes(key)).filter((kind) => runs.some((run) => (kind.key === SHAPLEY ? run.live : has(run, kind))));

// What each run shows of the kinds that its model traced -> [{KEY: shownOf}], a run each; of the Shapley values,
// `worth` by slot.
/** @param {View} view @param {State} state @param {Record<string, Shown>} worth @returns {Record<string, Shown>[]} */
export function tracedOf(view, state, worth = {}) {
  const kinds = tracedKinds(view);
  return view.runs.map((run) => {
    const own = Object.fromEntries(kinds.filter((k) => has(run, k)).map((k) => [k.key, shownOf(run, k, state)]));
    return worth[run.slot] ? { ...own, [SHAPLEY]: worth[run.slot] } : own;
  });
}

// Columns in order.  `traced` is `tracedOf` the view; `whatIf` {slot, probability} or null.
/**
 * @param {View} view
 * @param {State} state
 * @param {Record<string, Shown>[]} traced
 * @param {Pick<WhatIf, "slot" | "probability"> | null} whatIf
 */
export function columnsOf(view, state, traced, whatIf) {
  const { truth, runs } = view;
  const byKey = Object.fromEntries(view.kinds.map((kind) => [kind.key, kind]));
  /** @type {(key: string, values: Grid) => Shown} */
  const own = (key, values) => {
    const { title, scale, axis } = byKey[key];
    return { caption: title, lack: "", scale, axis, values };
  };
  /** @type {Column[]} */
  const columns = [];
  /** @type {(key: string, symbols: [MapKind, string][], run: Run | null, shown: Shown) => void} */
  const add = (key, symbols, run, shown) => {
    const { slot, title, short } = run ?? { slot: "", title: "", short: "" };
    columns.push({ key: run ? `${key} ${slot}` : key, symbols, slot, title, short, ...shown });
  };
  /** @type {(key: string) => [MapKind, string][]} */
  const plain = (key) => [[byKey[key], byKey[key].lowered]];
  const wanted = (/** @type {string} */ key) => state.maps.includes(key);
  if (wanted(TRUTH) && view.clip.dense) add(TRUTH, plain(TRUTH), null, own(TRUTH, truth));
  const kinds = tracedKinds(view).filter((kind) => wanted(kind.key));
  /** @type {(some: Run[]) => void} */
  const addRuns = (some) => {
    for (const { key } of kinds) {
      for (const run of some) {
        const shown = traced[runs.indexOf(run)][key];
        if (shown) add(key, plain(key), run, shown);
      }
    }
    for (const run of some) addProbability(run);
  };
  /** @type {(run: Run) => void} */
  const addProbability = (run) => {
    if (wanted(PROBABILITY)) add(PROBABILITY, plain(PROBABILITY), run, own(PROBABILITY, run.probability));
    if (whatIf?.slot !== run.slot) return;
    add(WHAT_IF, plain(WHAT_IF), run, own(WHAT_IF, whatIf.probability));
    const change = own(WHAT_IF_DIFFERENCE, minus(whatIf.probability, run.probability));
    add(WHAT_IF_DIFFERENCE, [...plain(WHAT_IF), ...plain(PROBABILITY)], run, change);
  };
  const pair = pairOf(view);
  addRuns(pair);
  if (wanted(DIFFERENCE) && pair.length === 2) {
    /** @type {[MapKind, string][]} */
    const symbols = pair.map((run) => [byKey[PROBABILITY], run.slot]);
    add(DIFFERENCE, symbols, null, own(DIFFERENCE, minus(pair[0].probability, pair[1].probability)));
  }
  for (const run of runs) if (!run.compared) addRuns([run]);
  return columns;
}

/** @param {Grid} p @param {Grid} q @returns {Grid} */
const minus = (p, q) => perModality((m) => p[m].map((row, c) => row.map((x, t) => x - q[m][c][t])));

// Whether a column shows what a what-if says.
/** @param {Column} column */
export const isPrimed = ({ symbols: [[kind]] }) => kind.key === WHAT_IF;

/** @param {Run} run */
export const titleOf = (run) => `${run.slot} ${run.title}`;
