// Legends: the colour scales on show and the kinds of bars.

import { colourMap, gradient } from "./colours.js";
import { h } from "../shared/dom.js";
import { kinds } from "../shared/legend.js";

/** @import { Screen } from "./screen.js" */

/** @param {Screen} screen @param {HTMLElement} container */
export function drawLegend({ view, scales, theme }, container) {
  const ramps = Object.values(scales).map(({ colours, title, low, high, ticks }) => {
    const [start] = ticks[0];
    const place = (value) => (100 * (value - start)) / (high - start);
    const apart = ticks.filter((_, n) => n > 0 || place(ticks[1][0]) > 30); // where 0 leaves room beside it
    const between = ticks.slice(1, -1).map(([value]) => h("i", { style: { left: `${place(value)}%` } }));
    const style = {
      "background-image": gradient(colourMap(colours, theme)),
      "background-size": `${(100 * (high - low)) / (high - start)}% 100%`, // the colours' last part, which has values
    };
    const marks = apart.map(([value, text]) => h("span", { style: { left: `${place(value)}%` } }, text));
    return h(
      "figure",
      {},
      h("figcaption", {}, title),
      h("div", { class: "ramp", style }, ...between),
      h("div", { class: "ticks" }, ...marks),
    );
  });
  container.replaceChildren(kinds(view.clip), h("div", { class: "scales" }, ...ramps));
}
