// The class x time maps that runs hold: which block, which head, raw or softmaxed.
//
// A map kind is a record of the view's `kinds`; a run has its maps by the key of their kind, N x H x C x T
// (blocks, heads, classes, segments).  Of a kind that is not `layered` there is one map, and nothing to choose.

import { perModality } from "./gates.js";

/** @import { MapKind, Run, View, Grid } from "../../shared/records.d.ts" */
/** @typedef {"block" | "head"} What */
/** @typedef {{block: number | string, head: number | string, scale: string}} Choice */
/**
 * What a run shows of a kind; without values, `lack` says what the run lacks.
 * @typedef {object} Shown
 * @property {string} caption
 * @property {string} lack
 * @property {MapKind["scale"]} scale
 * @property {MapKind["axis"]} axis
 * @property {Grid | null} values
 */

// Instead of a number, counted from 1: of blocks or of heads the mean, of blocks the last.
export const MEAN = "mean";
export const LAST = "last";

/** @type {What[]} */
const WHATS = ["block", "head"];

/** @param {Run} run @param {MapKind} kind */
export const has = (run, kind) => kind.key in run.maps;

// How many blocks and heads a run has of a kind; 0 where it has none.
/** @param {Run} run @param {MapKind} kind */
export function layersOf(run, kind) {
  const blocks = run.maps[kind.key]?.audio ?? [];
  return { block: blocks.length, head: blocks[0]?.length ?? 0 };
}

// How many blocks and heads there are to choose from in the runs on show; 0 where nothing is layered.
/** @param {View} view */
export function mostLayers({ kinds, runs }) {
  const layers = runs.flatMap((run) => kinds.filter((kind) => kind.layered).map((kind) => layersOf(run, kind)));
  const most = (/** @type {What} */ what) => Math.max(0, ...layers.map((count) => count[what]));
  return { block: most("block"), head: most("head") };
}

// The block and head of a kind that are chosen -> {block, head, name, lack}: numbers or MEAN; what they are called,
// "block 2 of 2, mean of 8 heads"; why the run has none such, "has no block 3: 2 blocks", or "".
/** @param {Run} run @param {MapKind} kind @param {Pick<Choice, What>} choice */
export function layerOf(run, kind, { block, head }) {
  if (!kind.layered) return { block: 1, head: 1, name: "", lack: "" };
  const layers = layersOf(run, kind);
  const choice = { block: block === LAST ? layers.block : block, head };
  const some = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
  const name = (/** @type {What} */ what) =>
    choice[what] === MEAN ? `mean of ${some(layers[what], what)}` : `${what} ${choice[what]} of ${layers[what]}`;
  const missing = WHATS.find((what) => Number(choice[what]) > layers[what]); // the mean is no number
  const lack = missing ? `has no ${missing} ${choice[missing]}: ${some(layers[missing], missing)}` : "";
  return { ...choice, name: WHATS.map(name).join(", "), lack };
}

// One map, C x T, of N x H x C x T for a block and a head that it has.
/** @param {number[][][][]} maps @param {Pick<Choice, What>} choice */
export function mapOf(maps, { block, head }) {
  /** @type {<Item>(list: Item[], choice: number | string) => Item[]} */
  const pick = (list, choice) => (choice === MEAN ? list : [list[Number(choice) - 1]]);
  return mean(pick(maps, block).flatMap((heads) => pick(heads, head)));
}

// Softmax over time of each row of a C x T map.
/** @param {number[][]} map */
export function softmax(map) {
  return map.map((row) => {
    const top = Math.max(...row);
    const powers = row.map((value) => Math.exp(value - top));
    const sum = powers.reduce((total, value) => total + value, 0);
    return powers.map((value) => value / sum);
  });
}

// What a run shows of a kind, for the block, head and scale chosen -> {caption, lack, scale, axis, values}: where
// it lacks what is chosen, `lack` says so and `values` is null.
/** @param {Run} run @param {MapKind} kind @param {Choice} state @returns {Shown} */
export function shownOf(run, kind, state) {
  const layer = layerOf(run, kind, state);
  const soft = kind.scale === "scores" && state.scale === "softmax";
  /** @type {Pick<MapKind, "scale" | "axis">} */
  const { scale, axis } = soft ? { scale: "attention", axis: "time" } : kind;
  const about = kind.scale === "scores" ? `${kind.title}, ${state.scale}` : kind.title;
  if (layer.lack) return { caption: about, lack: layer.lack, scale, axis, values: null };
  const values = perModality((m) => {
    const map = mapOf(run.maps[kind.key][m], layer);
    return soft ? softmax(map) : map;
  });
  return { caption: layer.name ? `${about}, ${layer.name}` : about, lack: "", scale, axis, values };
}

/** @param {number[][][]} maps */
function mean(maps) {
  return maps[0].map((row, c) =>
    row.map((_, t) => maps.reduce((total, map) => total + map[c][t], 0) / maps.length),
  );
}
