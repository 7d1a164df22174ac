// What is known of the truth: of data with audio-visual truth alone, what is heard and seen at once.  Both modalities
// of the view's truth hold that then, and nothing of what is heard or seen alone: it is unknown, not absent.

import { both } from "./gates.js";

/** @import { Modality, View } from "../../shared/records.d.ts" */

export const JOINT = "Only what is heard and seen at once is labelled here; what is heard or seen alone is unknown, not wrong.";

// Of a modality, or of both at once -> C x T, or null where it is not known.
/** @param {Pick<View, "clip" | "truth">} view @param {Modality | "both"} modality */
export function truthOf({ clip, truth }, modality) {
  if (modality === "both") return clip.dense || clip.joint ? both(truth) : null;
  return clip.dense ? truth[modality] : null;
}
