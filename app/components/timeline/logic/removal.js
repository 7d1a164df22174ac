// How seconds are taken away in a what-if, and what can be said of its answer.

import { fixed } from "../../shared/numbers.js";
import { MODALITIES } from "./gates.js";

/** @import { Modality, Probabilities } from "../../shared/records.d.ts" */
/** @typedef {{z: number, percentile: number}} Unusual */
/** @typedef {{by: string, before?: Unusual, after?: Unusual}} Part */
/** @typedef {Partial<Record<Modality, Part>> & {beside?: string, lack?: string}} Replaced */

// From the features, so that encoder and decoder both do without; or from what the decoder attends to alone.
export const REMOVALS = { input: "Input replaced by", keys: "Keys masked in the decoder" };

// What stands in for what is taken from the features: leap_core/data/nothing.py.
export const NOTHINGS = {
  quietest: "the clip's quietest second, its background",
  black: "silence and black",
  zeros: "zeros",
  mean: "the mean of the set",
};

const TAKEN = { audio: "sound", visual: "picture" };
const MASKED =
  "The encoder sees the whole clip; the decoder's attention does without these seconds, whose own P′ is still computed.";

// What is in place of seconds and how unusual that is, a sentence each; null says that they are masked.
/** @param {Replaced | null} replaced */
export function standIns(replaced) {
  if (!replaced) return [MASKED];
  const sentences = MODALITIES.flatMap((m) => {
    const { by, before, after } = replaced[m] ?? {};
    if (!by) return [];
    const unusual = before && after ? `; z ${place(after)} (before: ${place(before)})` : "";
    return [`In place of ${TAKEN[m]}: ${by}${unusual}.`];
  });
  const { beside, lack } = replaced;
  return [...sentences, lack ? `How unusual that is cannot be said: ${lack}` : `z and shares beside all seconds of ${beside}.`];
}

// "2.36, above 99.5 %"
/** @param {Unusual} unusual */
const place = ({ z, percentile }) => `${fixed(z, 2)}, above ${+percentile.toFixed(1)} %`;

// The p of the clip that changed most, of all classes and both modalities.
/** @param {Probabilities} before @param {Probabilities} after */
export function mostChanged({ clip_probability: p }, { clip_probability: q }) {
  const changes = MODALITIES.flatMap((modality) =>
    p[modality].map((before, index) => ({ modality, index, before, after: q[modality][index] })),
  );
  const size = (/** @type {typeof changes[0]} */ { before, after }) => Math.abs(after - before);
  return changes.reduce((most, change) => (size(change) > size(most) ? change : most));
}
