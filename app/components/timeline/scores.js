// F1 of the clip, a row a track: segment and event level, the two runs and their difference, further runs; below a row
// what a what-if makes of it.

import { gateName } from "./logic/gates.js";
import { evaluate, LEVELS, TRACKS } from "./logic/metrics.js";
import { pairOf } from "./logic/pair.js";
import { JOINT } from "./logic/truth.js";
import { h, mark } from "../shared/dom.js";
import { signed } from "../shared/numbers.js";

/** @import { Screen } from "./screen.js" */

const WHOLE = "Event F1 can be 100.0 beside a false alarm or a miss: an event is found where it overlaps by half (IoU).";

/** @param {Screen} screen @param {HTMLElement} container */
export function drawScores({ view, state, lines, decisions }, container) {
  const { runs, clip, truth } = view;
  const known = clip.dense || clip.joint;
  if (!known || !runs.length) {
    const text = known ? "No run to score." : "No labels by second to score against.";
    container.replaceChildren(h("p", { class: "note" }, text));
    return;
  }
  const scores = decisions.map((grid) => evaluate(grid, truth));
  const primed = lines.filter((line) => line.primed).map((line) => ({ ...line, score: evaluate(line.decided, truth) }));
  const pair = pairOf(view);
  /** @type {{slot: string, title: string, head: () => Node | string}[]} */
  const columns = runs.map((run) => ({ slot: run.slot, title: run.title, head: () => mark(run.slot) }));
  if (pair.length === 2) columns.splice(2, 0, { slot: "", title: pair.map((run) => run.short).join(" − "), head: () => "Δ" });
  /** @param {typeof LEVELS} levels that stand side by side */
  const table = (levels) => {
    const groups = levels.map((level) =>
      h("th", { scope: "colgroup", colspan: columns.length }, level === "segment" ? "Segment F1" : "Event F1"),
    );
    const heads = levels.flatMap(() => columns.map(({ title, head }) => h("th", { scope: "col", title }, head())));
    const tracks = Object.entries(TRACKS).filter(([track]) => clip.dense || track === "audio_visual");
    const rows = tracks.flatMap(([track, title]) => {
      const cells = levels.flatMap((level) => numbers(scores.map((score) => score[level][track]), pair.length));
      const below = primed.map(({ run, name, title, score }) => {
        const own = (/** @type {string} */ level) => (/** @type {{slot: string}} */ { slot }) =>
          h("td", {}, slot === run.slot ? score[level][track].toFixed(1) : "");
        const head = h("th", { scope: "row", title }, mark(name), " what if");
        return h("tr", { class: "primed" }, head, ...levels.flatMap((level) => columns.map(own(level))));
      });
      return [h("tr", {}, h("th", { scope: "row" }, title), ...cells), ...below];
    });
    const head = h("thead", {}, h("tr", {}, h("td"), ...groups), h("tr", {}, h("td"), ...heads));
    return h("table", {}, head, h("tbody", {}, ...rows));
  };
  const tables = runs.length > pair.length ? LEVELS.map((level) => [level]) : [LEVELS]; // side by side they are too wide
  const rule = `F1 of this clip in percent; threshold ${state.threshold.toFixed(2)}, ${gateName(state.gate)}`;
  container.replaceChildren(
    ...tables.map(table),
    h("p", { class: "note" }, rule),
    ...(clip.joint ? [h("p", { class: "note" }, JOINT)] : []),
    ...(clip.dense && whole(scores) ? [h("p", { class: "note" }, WHOLE)] : []),
  );
}

// Whether an F1 of events is 100.0 where not every segment is right, which the bars show.
/** @param {ReturnType<typeof evaluate>[]} scores */
const whole = (scores) =>
  scores.some(({ segment, event }) => Object.keys(TRACKS).some((track) => full(event[track]) && !full(segment[track])));

/** @param {number} f1 */
const full = (f1) => f1.toFixed(1) === "100.0";

/** @param {number[]} f1 a run each @param {number} compared how many of them are */
function numbers(f1, compared) {
  const cells = f1.map((value) => h("td", {}, value.toFixed(1)));
  if (compared < 2) return cells;
  const difference = signed(f1[0] - f1[1]);
  cells.splice(2, 0, h("td", { class: difference === "0.0" ? "" : "apart" }, difference));
  return cells;
}
