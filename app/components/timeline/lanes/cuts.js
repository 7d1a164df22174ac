// Seconds taken away by a what-if: shown over a track, chosen by dragging over it.

import { h } from "../../shared/dom.js";

const places = (count) => Array.from({ length: count }, (_, t) => t);

// A strip of T cells, all clear; `cell(t)` makes one.
export const cuts = ({ segments }, cell = () => h("i")) => h("div", { class: "cuts" }, ...places(segments).map(cell));

export function markCuts(element, removed) {
  [...element.children].forEach((cell, t) => cell.classList.toggle("cut", removed.includes(t)));
}

// What a track's `select` hears: segments dragged over are removed, or given back if the first one was removed.
// `key` is silence or blank.
export function painter(screen, key) {
  let before = null; // as it was when the drag began
  return {
    active: () => screen.removing,
    over(from, to, done) {
      before ??= screen.state[key];
      const touched = places(screen.view.segments).filter((t) => Math.min(from, to) <= t && t <= Math.max(from, to));
      const chosen = before.includes(from)
        ? before.filter((t) => !touched.includes(t))
        : [...new Set([...before, ...touched])].sort((x, y) => x - y);
      if (chosen.join() !== screen.state[key].join()) screen.set({ [key]: chosen });
      if (done) before = null;
    },
  };
}
