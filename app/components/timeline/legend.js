// Legends: the colour scales on show and the kinds of bars.

import { colourMap, gradient } from "./colours.js";
import { h } from "../shared/dom.js";

const KINDS = { hit: "hit", "false-alarm": "false alarm", miss: "miss", "shut-out": "found, but shut out by the gate" };

/** @import { Screen } from "./screen.js" */

/** @param {Screen} screen @param {HTMLElement} container */
export function drawLegend({ view, scales, theme }, container) {
  const kinds = view.clip.dense
    ? [
        ...Object.entries(KINDS).map(([kind, text]) => h("span", {}, h("i", { class: `event ${kind}` }), text)),
        h("span", {}, h("i", { class: "outline" }), "truth"),
      ]
    : [];
  const ramps = Object.values(scales).map(({ colours, title, low, high, ticks }) => {
    const place = (value) => (100 * (value - low)) / (high - low);
    const apart = ticks.filter((_, n) => n > 0 || place(ticks[1][0]) > 30); // where 0 leaves room beside it
    const marks = apart.map(([value, text]) => h("span", { style: { left: `${place(value)}%` } }, text));
    return h(
      "figure",
      {},
      h("figcaption", {}, title),
      h("div", { class: "ramp", style: { background: gradient(colourMap(colours, theme)) } }),
      h("div", { class: "ticks" }, ...marks),
    );
  });
  container.replaceChildren(h("div", { class: "kinds" }, ...kinds), h("div", { class: "scales" }, ...ramps));
}
