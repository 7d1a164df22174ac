// The page as a table, whose headings sort all clips, not this page alone.

import { apart, between, labels, round, strip } from "../shared/cards.js";
import { h } from "../shared/dom.js";
import { box, link, more, said, star, thumbnail } from "./parts.js";

/** @import { ClipCard, ClipsView, Slot } from "../shared/records.d.ts" */
/** @import { Tell } from "./parts.js" */

/** @param {ClipsView} view @param {Tell} tell */
export function table(view, tell) {
  const columns = COLUMNS.filter(({ needs = [] }) => needs.every((slot) => view.runs.some((run) => run.slot === slot)));
  const heads = columns.map((column) => heading(view, tell, column));
  const rows = view.clips.map((clip) =>
    h("tr", {}, ...columns.map(({ cell, kind = "" }) => h("td", { class: kind }, cell(view, tell, clip)))),
  );
  return h("div", { class: "scroll" }, h("table", {}, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows)));
}

/**
 * @typedef {object} Column
 * @property {string | ((view: ClipsView) => string)} name
 * @property {string} [title]
 * @property {string} [sort] what to sort by
 * @property {string} [kind] class of its cells
 * @property {Slot[]} [needs] slots that must be taken
 * @property {(view: ClipsView, tell: Tell, clip: ClipCard) => Node | string} cell
 */

// F1 of a run.
/** @param {Slot} slot @returns {Column} */
function score(slot) {
  const name = (/** @type {ClipsView} */ view) => view.runs.find((run) => run.slot === slot)?.short ?? "";
  return { name, sort: slot, kind: "number", needs: [slot], cell: (view, tell, clip) => round(clip.scores[slot]) };
}

/** @type {Column[]} */
const COLUMNS = [
  { name: "Marks", cell: (view, tell, clip) => h("div", { class: "marks" }, box(tell, clip), star(view, tell, clip)) },
  { name: "Picture", cell: (view, tell, clip) => link(view, tell, clip, { tabindex: -1, "aria-hidden": "true" }, thumbnail(clip)) },
  {
    name: "Clip",
    sort: "filename",
    cell: (view, tell, clip) => {
      const open = { class: "id", "data-focus": clip.filename, "aria-label": `Open ${clip.id}` };
      return h("div", { class: "names" }, link(view, tell, clip, open, clip.id), labels(view, clip), ...said(clip), more(tell, clip));
    },
  },
  { name: "Audio", kind: "strip-cell", cell: (view, tell, clip) => strip(view, clip, "audio") },
  { name: "Visual", kind: "strip-cell", cell: (view, tell, clip) => strip(view, clip, "visual") },
  {
    name: "Overlapping",
    title: "Events that share a segment with another of their modality",
    sort: "overlapping",
    kind: "number",
    cell: (view, tell, clip) => String(clip.overlapping ?? "–"),
  },
  {
    name: "Agreement",
    title: "Segments of a class both heard and seen, of those heard or seen",
    sort: "agreement",
    kind: "number",
    cell: (view, tell, clip) => clip.agreement?.toFixed(2) ?? "–",
  },
  score("1"),
  score("2"),
  {
    name: between,
    sort: "difference",
    kind: "number",
    needs: ["1", "2"],
    cell: (view, tell, clip) => h("strong", {}, apart(clip.difference)),
  },
];

/** @param {ClipsView} view @param {Tell} tell @param {Column} column */
function heading(view, tell, { name, title = "", sort, kind = "" }) {
  const text = typeof name === "string" ? name : name(view);
  if (!sort) return h("th", { scope: "col", class: kind }, text);
  const order = view.sort === sort ? (view.descending ? "descending" : "ascending") : "none";
  const arrow = { ascending: " ▲", descending: " ▼", none: "" }[order];
  const button = { type: "button", title, "data-focus": `sort ${sort}`, onclick: () => tell.sort(sort) };
  return h("th", { scope: "col", class: kind, "aria-sort": order }, h("button", button, text + arrow));
}
