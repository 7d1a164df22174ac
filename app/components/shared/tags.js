// Tags: words of the user's own, each in a colour that follows from it.

import { h } from "./dom.js";

// Degrees, by FNV-1a of the word: the same in every browser.
/** @param {string} word */
export function hueOf(word) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(word)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % 360;
}

/** @param {string} word @param {(Node | string)[]} more */
export const tag = (word, ...more) => h("li", { class: "tag", style: { "--tag-hue": hueOf(word) } }, word, ...more);

/** @param {string[]} words */
export const tags = (words) => h("ul", { class: "tags", "aria-label": "Tags" }, ...words.map((word) => tag(word)));
