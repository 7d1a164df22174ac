// What the screen says in words: what run A finds that run B does not, and what a gate alone takes away.

import { eventsOf } from "../../shared/events.js";
import { binarise, MODALITIES } from "./gates.js";

/** @import { Grid, Run } from "../../shared/records.d.ts" */
/** @import { Decision } from "./gates.js" */

// True events that the first of two runs finds for the most part and the second does not
// -> [{modality, index, onset, offset}], in segments.
/** @param {Grid} truth @param {Decision[]} decisions */
export function foundByFirstOnly(truth, decisions) {
  if (decisions.length < 2) return [];
  return MODALITIES.flatMap((modality) =>
    truth[modality].flatMap((row, index) =>
      eventsOf(row)
        .filter(([onset, offset]) => {
          const [first, second] = decisions.map((grid) => share(grid[modality][index], onset, offset));
          return first >= 0.5 && second < 0.5;
        })
        .map(([onset, offset]) => ({ modality, index, onset, offset })),
    ),
  );
}

// Active classes that pass the threshold in some segment, but whose gate is shut where they do
// -> [{index, p}], p of the gate that was shut.
/** @param {Run} run @param {number} threshold @param {string} gate @param {boolean[]} active */
export function shutOut(run, threshold, gate, active) {
  const decision = binarise(run, threshold, gate);
  const free = binarise(run, threshold, "none");
  const p = run.clip_probability;
  return run.probability.audio.flatMap((_, index) => {
    const lost = MODALITIES.filter((m) => free[m][index].some((on, t) => on && !decision[m][index][t]));
    if (!active[index] || !lost.length) return [];
    return [{ index, p: gate === "global" ? p.either[index] : Math.max(...lost.map((m) => p[m][index])) }];
  });
}

/** @param {boolean[]} row @param {number} onset @param {number} offset */
function share(row, onset, offset) {
  return row.slice(onset, offset).filter(Boolean).length / (offset - onset);
}
