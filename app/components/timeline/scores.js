// F1 of the clip, a row a track: segment and event level, each run and their difference.

import { gateName } from "./logic/gates.js";
import { evaluate, LEVELS, TRACKS } from "./logic/metrics.js";
import { h, mark } from "../shared/dom.js";
import { signed } from "../shared/numbers.js";

/** @import { Screen } from "./screen.js" */

/** @param {Screen} screen @param {HTMLElement} container */
export function drawScores({ view, state, decisions }, container) {
  const { runs, clip, truth } = view;
  if (!clip.dense || !runs.length) {
    const text = clip.dense ? "No run to score." : "This split has no labels by second to score against.";
    container.replaceChildren(h("p", { class: "note" }, text));
    return;
  }
  const scores = decisions.map((grid) => evaluate(grid, truth));
  const apart = runs.map((run) => run.short).join(" − ");
  const columns = [
    ...runs.map((run) => ({ title: run.title, head: () => mark(run.slot) })),
    ...(runs.length === 2 ? [{ title: apart, head: () => "Δ" }] : []),
  ];
  const groups = LEVELS.map((level) =>
    h("th", { scope: "colgroup", colspan: columns.length }, level === "segment" ? "Segment F1" : "Event F1"),
  );
  const heads = LEVELS.flatMap(() => columns.map(({ title, head }) => h("th", { scope: "col", title }, head())));
  const rows = Object.entries(TRACKS).map(([track, title]) => {
    const cells = LEVELS.flatMap((level) => numbers(scores.map((score) => score[level][track])));
    return h("tr", {}, h("th", { scope: "row" }, title), ...cells);
  });
  const rule = `F1 of this clip in percent; threshold ${state.threshold.toFixed(2)}, ${gateName(state.gate)}`;
  const head = h("thead", {}, h("tr", {}, h("td"), ...groups), h("tr", {}, h("td"), ...heads));
  container.replaceChildren(
    h("table", {}, head, h("tbody", {}, ...rows)),
    h("p", { class: "note" }, rule),
  );
}

/** @param {number[]} f1 */
function numbers(f1) {
  const cells = f1.map((value) => h("td", {}, value.toFixed(1)));
  if (f1.length < 2) return cells;
  return [...cells, h("td", { class: "apart" }, signed(f1[0] - f1[1]))];
}
