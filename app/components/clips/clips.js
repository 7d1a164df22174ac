// The entry: Streamlit's component on one side, the page of clips on the other.

import { h } from "../shared/dom.js";
import { kinds } from "../shared/legend.js";
import { post } from "../shared/post.js";
import { themeOf } from "../shared/theme.js";
import { bar } from "./bar.js";
import { gallery } from "./gallery.js";
import { onceReleased } from "./press.js";
import { stop } from "./preview.js";
import { Selection } from "./logic/selection.js";
import { table } from "./table.js";

/** @import { ClipsView } from "../shared/records.d.ts" */
/** @import { Tell } from "./parts.js" */

/** @type {Map<string, Selection>} */
const selections = new Map(); // by split: they outlast pages, filters and visits to other screens
let shared = ""; // what the script was told last: at which opening of the menu Share, which clips

/**
 * Streamlit calls this on every change of data or theme.
 * @param {{data: ClipsView, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} given
 */
export default function ({ data: view, parentElement, setTriggerValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".clips"));
  if (!selections.has(view.split)) selections.set(view.split, new Selection());
  const selection = /** @type {Selection} */ (selections.get(view.split));
  const shown = view.clips.map((clip) => clip.filename);
  /** @type {Tell} */
  const tell = {
    open: (event, clip) => {
      if (event.button || event.metaKey || event.ctrlKey || event.shiftKey) return; // a new tab or window
      event.preventDefault();
      setTriggerValue("open", clip.filename);
    },
    sort: (column) => setTriggerValue("sort", column),
    mark: (what, clips, tag) => post.say({ what, clips, tag }),
    like: (clip) => setTriggerValue("like", clip.filename),
    select: (event, clip) => {
      selection.mark(clip.filename, !selection.names.has(clip.filename), event.shiftKey, shown);
      changed();
    },
  };
  const above = bar(view, selection, tell, () => changed());
  const changed = () => {
    above.update();
    for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (root.querySelectorAll("input.select"))) {
      box.checked = selection.names.has(box.value);
    }
    const names = [...selection.names];
    const told = JSON.stringify([view.sharing, names]);
    if (view.sharing && told !== shared) setTriggerValue("share", names);
    shared = told;
  };
  const send = (/** @type {string} */ name, /** @type {any} */ value) => setTriggerValue(name, value); // of this call
  post.drawn(send, view.wrote);
  const bars = [...(view.dense ? ["truth"] : []), ...view.runs.map(({ short }) => short)].join(" over ");
  const unknown = view.joint ? " Only what is heard and seen at once is labelled: open a clip to see that truth." : "";
  const about = `A row of bars is a class: ${bars}. Clips play while the pointer rests on them; m turns sound on and off.${unknown}`;
  const legend = h("div", { class: "legend" }, kinds({ dense: view.dense, joint: false }), h("small", {}, about));
  onceReleased(() => {
    const held = element(root, ":focus")?.dataset.focus; // a redrawn page keeps the keyboard's place
    stop();
    root.dataset.theme = themeOf(root);
    root.replaceChildren(above.element, legend, (view.look === "table" ? table : gallery)(view, tell));
    changed();
    root.dataset.ready = shown.join(" ");
    if (held) element(root, `[data-focus="${CSS.escape(held)}"]`)?.focus();
  });
  return () => {
    stop();
    post.close(send);
  };
}

/** @param {HTMLElement} root @param {string} selector @returns {HTMLElement | null} */
const element = (root, selector) => root.querySelector(selector);
