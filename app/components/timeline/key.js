// Legends: the two colour maps and the kinds of bars.

import { colourMap, gradient } from "./colours.js";
import { h, symbol } from "./dom.js";
import { attentionTop, attentiveRun } from "./maps.js";

export function drawKey({ view, theme }, container) {
  const scales = [
    scale("Probability P, truth Y", colourMap("probability", theme), 1, [
      [0, "0"],
      [view.threshold, `${view.threshold}`],
      [1, "1"],
    ]),
  ];
  if (attentiveRun(view)) {
    const top = attentionTop(view);
    const uniform = 1 / view.segments;
    scales.push(
      scale("Attention A, sums to 1 over time", colourMap("attention", theme), top, [
        [0, "0"],
        [uniform, `1/T = ${+uniform.toFixed(3)}`],
        [top, `${top}`],
      ]),
    );
  }
  const kinds = [
    ["hit", "hit"],
    ["false-alarm", "false alarm"],
    ["miss", "miss"],
  ];
  const bars = h(
    "div",
    { class: "kinds" },
    ...kinds.map(([kind, text]) => h("span", {}, h("i", { class: `event ${kind}` }), text)),
    h("span", {}, h("i", { class: "outline" }), "truth"),
  );
  container.replaceChildren(bars, h("div", { class: "scales" }, ...scales));
}

function scale(title, map, top, ticks) {
  const marks = ticks.map(([value, text]) => h("span", { style: { left: `${(100 * value) / top}%` } }, text));
  return h(
    "figure",
    {},
    h("figcaption", {}, title),
    h("div", { class: "ramp", style: { background: gradient(map) } }),
    h("div", { class: "ticks" }, ...marks),
  );
}
