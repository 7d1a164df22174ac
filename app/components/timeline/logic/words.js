// Words that several parts of the screen share.

export const MODALITY = {
  audio: { title: "Audio", letter: "a", verb: "hears" },
  visual: { title: "Visual", letter: "v", verb: "sees" },
};

// What stands beside the letter of a map kind: "lm" is "la" of what is heard.
export const raised = (kind, modality) => kind.raised.replace("m", MODALITY[modality].letter);

// "4–5 s": a stretch of segments in seconds.
export function stretch({ segment_seconds: second }, onset, offset) {
  return `${round(onset * second)}–${round(offset * second)} s`;
}

export const round = (value) => +value.toFixed(2);
