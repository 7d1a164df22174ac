// What the screen says in words: what each of two runs finds that the other misses, the false alarms of each, and
// what a gate alone takes away.  Whatever is said of one run is said of the other: swap them, and the words are
// mirrored.

import { eventsOf } from "../../shared/events.js";
import { heldBy, MODALITIES } from "./gates.js";
import { pairOf } from "./pair.js";
import { MODALITY, stretch } from "./words.js";

/** @import { Grid, Modality, Run, View } from "../../shared/records.d.ts" */
/** @import { Decision } from "./gates.js" */
/** @typedef {{modality: Modality, index: number, onset: number, offset: number, shut: boolean}} Event */
/** @typedef {(string | {strong: string})[]} Words */
/** @typedef {{decisions: Decision[], ungated: Decision[], gate: string}} Said */

// The sentences about two runs, a clause each -> [[clause of the first, of the second], ...] under their openings.  None
// without two runs and labels by segment.
/** @param {View} view @param {Said} said @returns {{opening: string, clauses: Words[]}[]} */
export function sentences(view, { decisions, ungated, gate }) {
  const { truth, clip } = view;
  const pair = pairOf(view);
  if (!clip.dense || pair.length < 2) return [];
  const names = pair.map((run) => run.short);
  const found = [0, 1].map((i) => foundByOne(truth, decisions[i], decisions[1 - i], ungated[1 - i]));
  const alarms = pair.map((_, i) => falseAlarms(truth, decisions[i]));
  const alone = (/** @type {number} */ i) => {
    const shut = `; the ${gate} gate shuts it out of ${names[1 - i]}`;
    if (!found[i].length) return [`${names[i]} finds nothing that ${names[1 - i]} misses`];
    return [`${names[i]} alone `, ...listed(view, found[i], shut)];
  };
  const alike = () => {
    const common = events(truth).filter((event) => has(decisions[0], event)).length;
    const count = common ? `the same ${common}` : "none";
    return `${names[0]} and ${names[1]} find ${count} of ${events(truth).length} events`;
  };
  const wrong = (/** @type {number} */ i) => (alarms[i].length ? [`${names[i]} `, ...listed(view, alarms[i], "")] : [`${names[i]} none`]);
  return [
    found.flat().length ? { opening: "", clauses: [alone(0), alone(1)] } : { opening: "", clauses: [[alike()]] },
    alarms.flat().length ? { opening: "False alarms: ", clauses: [wrong(0), wrong(1)] } : { opening: "", clauses: [["No false alarms"]] },
  ];
}

// True events that one run finds, at least half of their segments, and the other does not; `shut` where the other
// would without its gate.
/** @param {Grid} truth @param {Decision} one @param {Decision} other @param {Decision} ungated of the other */
export function foundByOne(truth, one, other, ungated) {
  const alone = events(truth).filter((event) => has(one, event) && !has(other, event));
  return alone.map((event) => ({ ...event, shut: has(ungated, event) }));
}

/** @param {Decision} grid @param {Event} event */
const has = (grid, { modality, index, onset, offset }) =>
  grid[modality][index].slice(onset, offset).filter(Boolean).length >= (offset - onset) / 2;

// Stretches in which a run says what is not there, as its bars show them.
/** @param {Grid} truth @param {Decision} said */
export function falseAlarms(truth, said) {
  const wrong = (/** @type {Modality} */ m) => said[m].map((row, c) => row.map((on, t) => on && !truth[m][c][t]));
  return events({ audio: wrong("audio"), visual: wrong("visual") });
}

// Classes that pass the threshold where the gate is shut -> what is found and shut out, and the false alarms that a
// run is spared, [{index, p}] each, p as the gate sees it.  Without labels by segment all of them are `said`.
/** @param {View} view @param {Run} run @param {Decision} decided @param {Decision} ungated @param {string} gate */
export function takenByGate({ truth, clip }, run, decided, ungated, gate) {
  const classes = (/** @type {(there: number) => boolean} */ wanted) =>
    run.probability.audio.flatMap((_, index) => {
      const lost = MODALITIES.filter((m) =>
        ungated[m][index].some((on, t) => on && !decided[m][index][t] && wanted(truth[m][index][t])),
      );
      return lost.length ? [{ index, p: Math.max(...lost.map((m) => heldBy(run, gate, m, index))) }] : [];
    });
  if (!clip.dense) return { said: classes(() => true), found: [], spared: [] };
  return { said: [], found: classes(Boolean), spared: classes((there) => !there) };
}

/** @param {Grid | Decision} grid @returns {Event[]} */
const events = (grid) =>
  MODALITIES.flatMap((modality) =>
    grid[modality].flatMap((row, index) =>
      eventsOf(row).map(([onset, offset]) => ({ modality, index, onset, offset, shut: false })),
    ),
  );

// "hears Dog (1–2 s, 5–7 s), Cat (3–4 s) and sees Dog (0–2 s)", with `shut` said of what the gate takes.
/** @param {View} view @param {Event[]} list @param {string} shut @returns {Words} */
function listed(view, list, shut) {
  const parts = MODALITIES.filter((m) => list.some(({ modality }) => modality === m)).map((m) => {
    const own = list.filter(({ modality }) => modality === m);
    const classes = [...new Set(own.map(({ index }) => index))].map((index) => {
      const times = own.filter((event) => event.index === index);
      const said = times.map((event) => stretch(view, event.onset, event.offset) + (event.shut ? shut : ""));
      return `${view.classes[index].display} (${said.join(", ")})`;
    });
    return [`${MODALITY[m].verb} `, { strong: classes.join(", ") }];
  });
  return parts.flatMap((part, i) => (i ? [" and ", ...part] : part));
}
