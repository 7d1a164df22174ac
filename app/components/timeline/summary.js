// The sentences above the lanes, what the gate alone takes away, how the opening clip was chosen, and what the
// address asked for in vain.

import { pairOf } from "./logic/pair.js";
import { sentences, takenByGate } from "./logic/summary.js";
import { h } from "../shared/dom.js";

/** @import { Screen } from "./screen.js" */
/** @import { Words } from "./logic/summary.js" */

const RULE = "Found: at least half of the seconds of an event. False alarm: any second said that is not there.";

/** @param {Screen} screen @param {HTMLElement} container */
export function drawSummary(screen, container) {
  const { opening } = screen.view;
  const chosen = opening ? [h("p", { class: "note" }, opening)] : [];
  container.replaceChildren(...headline(screen), ...gateNotes(screen), ...chosen, ...problems(screen));
}

// "LEAP alone hears Fire alarm (4–8 s); MMIL finds nothing that LEAP misses. False alarms: LEAP none; MMIL ..."
/** @param {Screen} screen */
function headline({ view, state, decisions, ungated }) {
  const said = sentences(view, { decisions, ungated, gate: state.gate });
  const nodes = said.flatMap(({ opening, clauses }) => [
    opening,
    ...clauses.flatMap((words, i) => [...(i ? ["; "] : []), ...words.map(node)]),
    ". ",
  ]);
  return nodes.length ? [h("p", { class: "headline", title: RULE }, ...nodes)] : [];
}

/** @param {Words[number]} word */
const node = (word) => (typeof word === "string" ? word : h("em", {}, word.strong));

// What the gate alone takes from a run, right and wrong: p that the gate sees is below the threshold.
/** @param {Screen} screen */
function gateNotes({ view, state, decisions, ungated }) {
  return pairOf(view).flatMap((run, i) => {
    const { said, found, spared } = takenByGate(view, run, decisions[i], ungated[i], state.gate);
    const parts = [
      { verb: `shuts out what ${run.short} says of`, lost: said },
      { verb: `shuts out what ${run.short} finds of`, lost: found },
      { verb: `spares ${run.short} false alarms of`, lost: spared },
    ].flatMap(({ verb, lost }) => (lost.length ? [`${verb} ${lost.map(named).join(", ")}`] : []));
    return parts.length ? [h("p", { class: "note" }, `The ${state.gate} gate ${parts.join(" and ")}.`)] : [];
  });

  /** @param {{index: number, p: number}} lost */
  function named({ index, p }) {
    return `${view.classes[index].display} (p of the clip ${p.toFixed(3)})`;
  }
}

/** @param {Screen} screen */
const problems = ({ problems, view }) =>
  [...problems, ...view.problems].map((text) => h("p", { class: "note problem", role: "alert" }, text));
