// The entry: Streamlit's component on one side, the page of clips on the other.

import { themeOf } from "../shared/theme.js";
import { gallery } from "./gallery.js";
import { table } from "./table.js";

/** @import { ClipsView } from "../shared/records.d.ts" */
/** @import { Tell } from "./parts.js" */

/**
 * Streamlit calls this on every change of data or theme.
 * @param {{data: ClipsView, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} given
 */
export default function ({ data: view, parentElement, setTriggerValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".clips"));
  const held = element(root, ":focus")?.dataset.focus; // a redrawn page keeps the keyboard's place
  /** @type {Tell} */
  const tell = {
    open: (event, clip) => {
      if (event.button || event.metaKey || event.ctrlKey || event.shiftKey) return; // a new tab or window
      event.preventDefault();
      setTriggerValue("open", clip.filename);
    },
    sort: (column) => setTriggerValue("sort", column),
    star: (clip) => setTriggerValue("star", { clip: clip.filename, starred: !clip.starred }),
  };
  root.dataset.theme = themeOf(root);
  root.replaceChildren((view.look === "table" ? table : gallery)(view, tell));
  root.dataset.ready = view.clips.map((clip) => clip.filename).join(" ");
  if (held) element(root, `[data-focus="${CSS.escape(held)}"]`)?.focus();
}

/** @param {HTMLElement} root @param {string} selector @returns {HTMLElement | null} */
const element = (root, selector) => root.querySelector(selector);
