// Probabilities -> decisions: a threshold and a gate, as leap_core/metrics/gates.py has them.
//
//   global     a segment counts only where the clip-level p of its class does
//   or         only where p of either modality does
//   modality   only where its own modality's p does
//   none       on its own
//
// Shapes: grids are {audio, visual}, each C x T.

/** @import { Grid, Modality, Probabilities } from "../../shared/records.d.ts" */
/** @typedef {Record<Modality, boolean[][]>} Decision */

export const GATES = ["global", "or", "modality", "none"];
/** @param {string} gate */
export const gateName = (gate) => (gate === "none" ? "no gate" : `${gate} gate`);
/** @type {Modality[]} */
export const MODALITIES = ["audio", "visual"];

/**
 * @template Of
 * @param {(modality: Modality) => Of} make
 */
export const perModality = (make) => ({ audio: make("audio"), visual: make("visual") });

// What a gate holds against the threshold, a p a class; 1 where there is no gate.
/** @type {Record<string, (p: Probabilities["clip_probability"], modality: Modality, c: number) => number>} */
const HELD = {
  global: (p, _, c) => p.either[c],
  or: (p, _, c) => Math.max(p.audio[c], p.visual[c]),
  modality: (p, modality, c) => p[modality][c],
  none: () => 1,
};
/** @param {Probabilities} run @param {string} gate @param {Modality} modality @param {number} c */
export const heldBy = (run, gate, modality, c) => HELD[gate](run.clip_probability, modality, c);

// Decide a run's probabilities -> grid of booleans; at the threshold counts as present, 0 never does.
// Probabilities are float32, so the threshold is compared as one.
/** @param {Probabilities} run @param {number} threshold @param {string} gate */
export function binarise(run, threshold, gate) {
  const limit = Math.fround(threshold);
  return perModality((m) =>
    run.probability[m].map((row, c) => {
      const open = heldBy(run, gate, m, c) >= limit;
      return row.map((value) => open && value >= limit && value > 0);
    }),
  );
}

// Heard and seen: the cells that both modalities have.
/** @param {Grid | Decision} grid */
export const both = ({ audio, visual }) => audio.map((row, c) => row.map((on, t) => Boolean(on && visual[c][t])));
