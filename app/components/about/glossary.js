// What the symbols and marks mean, each as it is drawn.

import { bars } from "../shared/bars.js";
import { h, mark, symbol } from "../shared/dom.js";

/** @import { AboutView } from "../shared/records.d.ts" */

const SEGMENTS = 4;
const MARKS = [
  ["truth", "Truth", "the event is there, by the labels"],
  ["hit", "Hit", "a run decides what is there"],
  ["false-alarm", "False alarm", "a run decides what is not there"],
  ["miss", "Miss", "an event that a run leaves out"],
  ["shut-out", "Shut out", "P is high enough, but the gate is shut"],
];

/** @param {AboutView} view */
export function glossary({ kinds, gates }) {
  const maps = kinds.map(({ symbol: letter, raised, lowered, title, meaning }) => [symbol(letter, raised, lowered), title, meaning]);
  const drawn = MARKS.map(([kind, title, meaning]) => [h("span", { class: "sample" }, bars({ segments: SEGMENTS }, [[kind, 0, SEGMENTS]])), title, meaning]);
  const rows = [
    ...drawn,
    [h("span", {}, mark("1"), " ", mark("2")), "The two runs", "trained models whose outputs are compared; chosen above"],
    ...maps,
    [symbol("p"), "Probability of the clip", "one for each class, for all of the clip; what the gate goes by"],
    [h("span", {}, "gate"), "Gate", gates],
    [h("span", {}, "m, l"), "Modality, label query", "m is a (audio) or v (visual); LEAP asks each segment with one query for each class l"],
  ];
  /** @param {(Node | string)[]} row */
  const line = ([drawn, title, meaning]) => h("tr", {}, h("td", {}, drawn), h("th", { scope: "row" }, title), h("td", {}, meaning));
  return h("table", { class: "glossary" }, h("caption", {}, "What is drawn"), h("tbody", {}, ...rows.map(line)));
}
