// Seconds taken away by a what-if: shown over a track, chosen by dragging over it.

import { h } from "../../shared/dom.js";

/** @import { Screen } from "../screen.js" */

/** @param {number} count */
const places = (count) => Array.from({ length: count }, (_, t) => t);

// A strip of T cells, all clear; `cell(t)` makes one.
/** @param {{segments: number}} view @param {(t: number) => HTMLElement} cell */
export const cuts = ({ segments }, cell = () => h("i")) => h("div", { class: "cuts" }, ...places(segments).map(cell));

/** @param {HTMLElement} element @param {number[]} removed */
export function markCuts(element, removed) {
  [...element.children].forEach((cell, t) => cell.classList.toggle("cut", removed.includes(t)));
}

// What a track's `select` hears: segments dragged over are removed, or given back if the first one was removed.
// `key` is silence or blank.
/** @param {Screen} screen @param {"silence" | "blank"} key */
export function painter(screen, key) {
  /** @type {number[] | null} */
  let before = null; // as it was when the drag began
  return {
    active: () => screen.removing,
    /** @param {number} from @param {number} to @param {boolean} done */
    over(from, to, done) {
      const start = (before ??= screen.state[key]);
      const touched = places(screen.view.segments).filter((t) => Math.min(from, to) <= t && t <= Math.max(from, to));
      const chosen = start.includes(from)
        ? start.filter((t) => !touched.includes(t))
        : [...new Set([...start, ...touched])].sort((x, y) => x - y);
      if (chosen.join() !== screen.state[key].join()) screen.set({ [key]: chosen });
      if (done) before = null;
    },
  };
}
