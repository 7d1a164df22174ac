// What stands on the card of a clip, on the Browse screen and in a site alike.

import { bars } from "./bars.js";
import { h } from "./dom.js";
import { eventsOf, outcomes } from "./events.js";
import { inkOf, markOf } from "./looks.js";
import { signed } from "./numbers.js";

/** @import { ClipCard, ClipsView, ClipRow, Modality } from "./records.d.ts" */

/** @param {number | null | undefined} value */
export const round = (value) => (value === null || value === undefined ? "–" : value.toFixed(1));
/** @param {number | null} value */
export const apart = (value) => (value === null ? "–" : signed(value));

// "LEAP − MMIL": what their difference is called.
/** @param {ClipsView} view */
export const between = ({ runs }) => runs.map(({ short }) => short).join(" − ");

/** @param {ClipsView} view @param {ClipCard} clip */
export function labels(view, clip) {
  const name = (index, about) => h("span", about, markOf(view.classes[index]), view.classes[index].display);
  const unlabelled = clip.rows.map((row) => row.index).filter((index) => !clip.labels.includes(index));
  return h(
    "div",
    { class: "labels" },
    ...clip.labels.map((index) => name(index, {})),
    ...unlabelled.map((index) => name(index, { class: "unlabelled", title: "not in the labels" })),
  );
}

// One row a class: truth over the runs, in one modality.
/** @param {ClipsView} view @param {ClipCard} clip @param {Modality} modality */
export function strip(view, clip, modality) {
  const rows = clip.rows.filter((row) => [row.truth, row[1]?.decided, row[2]?.decided].some((grid) => grid?.[modality].some(Boolean)));
  /** @param {ClipRow} row */
  const draw = (row) => {
    const truth = view.dense ? row.truth[modality] : null;
    const lines = truth ? [bars(view, eventsOf(truth).map(([onset, offset]) => ["truth", onset, offset]))] : [];
    for (const { slot } of view.runs) {
      const said = row[slot];
      lines.push(bars(view, said ? outcomes(said.decided[modality], truth, said.ungated[modality]) : []));
    }
    const category = view.classes[row.index];
    return h("div", { class: "strip-row", style: inkOf(category), title: category.display }, markOf(category), ...lines);
  };
  const names = rows.map((row) => view.classes[row.index].display).join(", ") || "nothing";
  const label = `${modality === "audio" ? "Heard" : "Seen"}: ${names}`;
  return h("div", { class: "strip", role: "img", "aria-label": label }, ...rows.map(draw));
}
