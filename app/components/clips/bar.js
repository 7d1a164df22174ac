// The bar above the clips: how many are selected, and what can be done with them at once.

import { h } from "../shared/dom.js";
import { found } from "./lists.js";

/** @import { ClipsView, Saying } from "../shared/records.d.ts" */
/** @import { Selection } from "./logic/selection.js" */
/** @import { Tell } from "./parts.js" */

/**
 * @param {ClipsView} view
 * @param {Selection} selection
 * @param {Tell} tell
 * @param {() => void} changed what is selected
 */
export function bar(view, selection, tell, changed) {
  const count = h("strong", { role: "status" });
  const status = h("span", { class: "status", role: "status" });
  const word = h("input", { type: "text", size: 10, maxlength: 30, placeholder: "tag", "aria-label": "Tag", list: "known-tags" });
  const known = h("datalist", { id: "known-tags" }, ...view.tags.map((value) => h("option", { value })));
  const names = () => [...selection.names];

  // Do what takes a moment and say what goes wrong.
  /** @param {string} doing @param {() => Promise<void>} act */
  const wait = async (doing, act) => {
    status.textContent = doing;
    status.textContent = await act().then(() => "", (error) => error.message);
  };
  /** @param {string} text @param {() => void} onclick @param {string} title */
  const button = (text, onclick, title = "") => h("button", { type: "button", onclick, title, "data-focus": text }, text);
  /** @param {Saying["what"]} what */
  const mark = (what) => () => word.value.trim() ? tell.mark(what, names(), word.value) : word.focus();

  const all = button(`Select all ${view.count.toLocaleString("en")} found`, () => {
    wait("Finding…", async () => {
      selection.add(await found(view));
      changed();
    });
  });
  const clear = button("Clear", () => {
    selection.clear();
    changed();
  });
  const marks = [
    button("Star", () => tell.mark("star", names())),
    button("Unstar", () => tell.mark("unstar", names())),
    word,
    button("Tag", mark("tag"), "Give them the tag"),
    button("Untag", mark("untag"), "Take the tag from them"),
  ];
  const acts = [clear, ...(view.read_only ? [] : marks)];
  const group = (/** @type {(Node | string)[]} */ ...parts) => h("span", {}, ...parts);
  const element = h(
    "div",
    { class: "bar", role: "toolbar", "aria-label": "Selected clips" },
    group(count, all, clear),
    group(...acts.slice(1), known),
    status,
  );
  all.disabled = view.count > view.most;
  all.title = all.disabled ? `At most ${view.most.toLocaleString("en")} can be selected: narrow the filter` : "";
  const update = () => {
    const chosen = selection.names.size;
    count.textContent = `${chosen.toLocaleString("en")} selected`;
    for (const act of acts) act.disabled = !chosen;
  };
  update();
  return { element, update };
}
