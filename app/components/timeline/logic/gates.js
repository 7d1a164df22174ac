// Probabilities -> decisions: a threshold and a gate, as leap_core/metrics/gates.py has them.
//
//   global     a segment counts only where the clip-level p of its class does
//   modality   only where its own modality's p does
//   none       on its own
//
// Shapes: grids are {audio, visual}, each C x T.

/** @import { Grid, Modality, Probabilities } from "../../shared/records.d.ts" */
/** @typedef {Record<Modality, boolean[][]>} Decision */

export const GATES = ["global", "modality", "none"];
/** @type {Modality[]} */
export const MODALITIES = ["audio", "visual"];

/**
 * @template Of
 * @param {(modality: Modality) => Of} make
 */
export const perModality = (make) => ({ audio: make("audio"), visual: make("visual") });

// Decide a run's probabilities -> grid of booleans; at the threshold counts as present.
// Probabilities are float32, so the threshold is compared as one.
/** @param {Probabilities} run @param {number} threshold @param {string} gate */
export function binarise({ probability, clip_probability: p }, threshold, gate) {
  const limit = Math.fround(threshold);
  /** @type {Record<string, (m: Modality) => number[] | null>} */
  const gates = { global: () => p.either, modality: (m) => p[m], none: () => null };
  const decide = (/** @type {Modality} */ m) => {
    const open = gates[gate](m);
    return probability[m].map((row, c) => row.map((value) => value >= limit && (!open || open[c] >= limit)));
  };
  return perModality(decide);
}

// Heard and seen: the cells that both modalities have.
/** @param {Grid | Decision} grid */
export const both = ({ audio, visual }) => audio.map((row, c) => row.map((on, t) => Boolean(on && visual[c][t])));
