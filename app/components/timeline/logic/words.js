// Words that several parts of the screen share.

/** @import { MapKind, Modality } from "../../shared/records.d.ts" */

export const MODALITY = {
  audio: { title: "Audio", letter: "a", verb: "hears" },
  visual: { title: "Visual", letter: "v", verb: "sees" },
};

// What stands beside the letter of a map kind: "lm" is "la" of what is heard.
/** @param {MapKind} kind @param {Modality} modality */
export const raised = (kind, modality) => kind.raised.replace("m", MODALITY[modality].letter);

// "4–5 s": a stretch of segments in seconds.
/** @param {{segment_seconds: number}} view @param {number} onset @param {number} offset */
export function stretch({ segment_seconds: second }, onset, offset) {
  return `${round(onset * second)}–${round(offset * second)} s`;
}

// "2.31–4.78 s", of seconds.
/** @param {number} onset @param {number} offset */
export const between = (onset, offset) => `${onset.toFixed(2)}–${offset.toFixed(2)} s`;

/** @param {number} value */
export const round = (value) => +value.toFixed(2);
