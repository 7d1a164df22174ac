// The sentence above the lanes, what the gate alone takes away, and what the address asked for in vain.

import { foundByFirstOnly, shutOut } from "./logic/summary.js";
import { MODALITY, stretch } from "./logic/words.js";
import { h } from "../shared/dom.js";

/** @import { Screen } from "./screen.js" */

/** @param {Screen} screen @param {HTMLElement} container */
export function drawSummary(screen, container) {
  container.replaceChildren(...headline(screen), ...gateNotes(screen), ...problems(screen));
}

// "LEAP hears Fire alarm (4–8 s), MMIL does not."
/** @param {Screen} screen */
function headline({ view, decisions }) {
  const found = foundByFirstOnly(view.truth, decisions);
  if (!found.length) return [];
  const [a, b] = view.runs.map((run) => run.short);
  const parts = Object.entries(MODALITY).flatMap(([modality, { verb }]) => {
    const events = found.filter((event) => event.modality === modality);
    if (!events.length) return [];
    const list = events.map((e) => `${view.classes[e.index].display} (${stretch(view, e.onset, e.offset)})`);
    return [[`${verb} `, h("em", {}, list.join(", "))]];
  });
  const sentence = parts.flatMap((part, i) => (i ? [" and ", ...part] : part));
  return [h("p", { class: "headline" }, `${a} `, ...sentence, `, ${b} does not.`)];
}

// What the gate alone takes from a run: p of the clip below the threshold.
/** @param {Screen} screen */
function gateNotes({ view, state, active }) {
  return view.runs.flatMap((run) => {
    const lost = shutOut(run, state.threshold, state.gate, active);
    if (!lost.length) return [];
    const list = lost.map(({ index, p }) => `${view.classes[index].display} (p of the clip ${p.toFixed(3)})`);
    const text = `The ${state.gate} gate shuts out what ${run.short} finds of ${list.join(", ")}.`;
    return [h("p", { class: "note" }, text)];
  });
}

/** @param {Screen} screen */
const problems = ({ problems }) =>
  problems.length
    ? [h("p", { class: "note problem", role: "alert" }, `Shown as usual instead: ${problems.join("; ")}.`)]
    : [];
