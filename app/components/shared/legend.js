// The kinds of bars on an event strip, in words.

import { h } from "./dom.js";

const KINDS = {
  truth: "truth",
  hit: "hit",
  "false-alarm": "false alarm",
  miss: "miss",
  "shut-out": "found, but shut out by the gate",
};

/** @param {{dense: boolean, joint: boolean}} known by segment: truth of each modality, or of both at once alone */
export function kinds({ dense, joint }) {
  const known = Object.entries({ ...(dense || joint ? KINDS : {}), ...(dense ? {} : { said: "found" }) });
  return h("div", { class: "kinds" }, ...known.map(([kind, text]) => h("span", {}, h("i", { class: `event ${kind}` }), text)));
}
