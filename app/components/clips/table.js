// The page as a table, whose headings sort all clips, not this page alone.

import { h } from "../shared/dom.js";
import { apart, box, labels, link, round, said, star, strip, thumbnail } from "./parts.js";

/** @import { ClipCard, ClipsView } from "../shared/records.d.ts" */
/** @import { Tell } from "./parts.js" */

/** @param {ClipsView} view @param {Tell} tell */
export function table(view, tell) {
  const columns = COLUMNS.filter(({ needs = [] }) => needs.every((slot) => view.slots.includes(slot)));
  const heads = columns.map((column) => heading(view, tell, column));
  const rows = view.clips.map((clip) =>
    h("tr", {}, ...columns.map(({ cell, kind = "" }) => h("td", { class: kind }, cell(view, tell, clip)))),
  );
  return h("div", { class: "scroll" }, h("table", {}, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows)));
}

/**
 * @typedef {object} Column
 * @property {string} name
 * @property {string} [title]
 * @property {string} [sort] what to sort by
 * @property {string} [kind] class of its cells
 * @property {("A" | "B")[]} [needs] slots that must be taken
 * @property {(view: ClipsView, tell: Tell, clip: ClipCard) => Node | string} cell
 */

/** @type {Column[]} */
const COLUMNS = [
  { name: "", cell: (view, tell, clip) => h("div", { class: "marks" }, box(tell, clip), star(tell, clip)) },
  { name: "", cell: (view, tell, clip) => link(view, tell, clip, { tabindex: -1, "aria-hidden": "true" }, thumbnail(clip)) },
  {
    name: "Clip",
    sort: "filename",
    cell: (view, tell, clip) => {
      const open = { class: "id", "data-focus": clip.filename, "aria-label": `Open ${clip.id}` };
      return h("div", { class: "about" }, link(view, tell, clip, open, clip.id), labels(view, clip), ...said(clip));
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
  { name: "A", sort: "A", kind: "number", needs: ["A"], cell: (view, tell, clip) => round(clip.scores.A) },
  { name: "B", sort: "B", kind: "number", needs: ["B"], cell: (view, tell, clip) => round(clip.scores.B) },
  {
    name: "A − B",
    sort: "difference",
    kind: "number",
    needs: ["A", "B"],
    cell: (view, tell, clip) => h("strong", {}, apart(clip.difference)),
  },
];

/** @param {ClipsView} view @param {Tell} tell @param {Column} column */
function heading(view, tell, { name, title = "", sort, kind = "" }) {
  if (!sort) return h("th", { scope: "col", class: kind }, name);
  const order = view.sort === sort ? (view.descending ? "descending" : "ascending") : "none";
  const arrow = { ascending: " ▲", descending: " ▼", none: "" }[order];
  const button = { type: "button", title, "data-focus": `sort ${sort}`, onclick: () => tell.sort(sort) };
  return h("th", { scope: "col", class: kind, "aria-sort": order }, h("button", button, name + arrow));
}
