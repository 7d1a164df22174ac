// The entry: Streamlit's component on one side, the table of scores on the other.

import { h } from "../shared/dom.js";
import { themeOf } from "../shared/theme.js";

/** @import { ScoresRow, ScoresView } from "../shared/records.d.ts" */

/**
 * Streamlit calls this on every change of data or theme.
 * @param {{data: ScoresView, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} given
 */
export default function ({ data: view, parentElement, setTriggerValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".scores"));
  const held = /** @type {HTMLElement | null} */ (root.querySelector(":focus"))?.dataset.focus;
  root.dataset.theme = themeOf(root);
  const heads = view.columns.map((column) => heading(view, column, (key) => setTriggerValue("sort", key)));
  root.replaceChildren(
    h("table", {}, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...view.rows.map(row))),
  );
  const again = held && root.querySelector(`[data-focus="${CSS.escape(held)}"]`);
  if (again instanceof HTMLElement) again.focus(); // a redrawn table keeps the keyboard's place
}

/** @param {ScoresView} view @param {ScoresView["columns"][number]} column @param {(key: string) => void} sort */
function heading(view, { key, name, sorts }, sort) {
  if (!sorts) return h("th", { scope: "col" }, name);
  const order = { [key]: "ascending", [`-${key}`]: "descending" }[view.order] ?? "none";
  const arrow = { ascending: " ▲", descending: " ▼", none: "" }[order];
  const button = { type: "button", title: `Sort by ${name}`, "data-focus": key, onclick: () => sort(key) };
  return h("th", { scope: "col", "aria-sort": order }, h("button", button, name + arrow));
}

/** @param {ScoresRow} row */
function row({ name, kind, cells }) {
  const mark = kind === "baseline" ? [h("small", {}, "baseline")] : [];
  const texts = cells.map(({ text, best }) => h("td", {}, best ? h("strong", {}, text) : text));
  return h("tr", { class: kind }, h("th", { scope: "row" }, name, ...mark), ...texts);
}
