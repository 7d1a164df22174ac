// The kinds of bars on an event strip, in words.

import { h } from "./dom.js";

const KINDS = {
  truth: "truth",
  hit: "hit",
  "false-alarm": "false alarm",
  miss: "miss",
  "shut-out": "found, but shut out by the gate",
};

/** @param {boolean} dense whether truth is known by segment */
export function kinds(dense) {
  const known = Object.entries(dense ? KINDS : { said: "found" });
  return h("div", { class: "kinds" }, ...known.map(([kind, text]) => h("span", {}, h("i", { class: `event ${kind}` }), text)));
}
