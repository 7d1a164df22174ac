// F1 of the clip, a row a track: segment and event level, each run and the difference A - B.

import { h } from "./dom.js";

const TRACKS = {
  audio: "Audio",
  visual: "Visual",
  audio_visual: "Audio-visual",
  type: "Type@AV",
  event: "Event@AV",
};
const LEVELS = { segment: "Segment F1", event: "Event F1" };

export function drawScores(view, container) {
  if (!view.scores.length || !view.runs.length) {
    container.replaceChildren(
      h(
        "p",
        { class: "note" },
        view.clip.dense ? "No run to score." : "This split has no labels by second to score against.",
      ),
    );
    return;
  }
  const slots = [...view.runs.map((run) => run.slot), ...(view.runs.length === 2 ? ["A − B"] : [])];
  const levels = Object.entries(LEVELS);
  const head = h(
    "thead",
    {},
    h(
      "tr",
      {},
      h("td"),
      ...levels.map(([, title]) => h("th", { scope: "colgroup", colspan: slots.length }, title)),
    ),
    h("tr", {}, h("td"), ...levels.flatMap(() => slots.map((slot) => h("th", { scope: "col" }, slot)))),
  );
  const rows = Object.entries(TRACKS).map(([track, title]) => {
    const cells = levels.flatMap(([level]) =>
      numbers(view.scores.find((s) => s.level === level && s.track === track)),
    );
    return h("tr", {}, h("th", { scope: "row" }, title), ...cells);
  });
  const rule = `F1 of this clip in percent; threshold ${view.threshold.toFixed(2)}, ${view.gate} gate`;
  container.replaceChildren(h("table", {}, head, h("tbody", {}, ...rows)), h("p", { class: "note" }, rule));
}

function numbers({ f1 }) {
  const cells = f1.map((value) => h("td", {}, value.toFixed(1)));
  if (f1.length < 2) return cells;
  const difference = f1[0] - f1[1];
  if (Math.abs(difference) < 0.05) return [...cells, h("td", {}, "0.0")];
  const sign = difference > 0 ? "+" : "−";
  return [
    ...cells,
    h("td", { class: difference > 0 ? "gain" : "loss" }, `${sign}${Math.abs(difference).toFixed(1)}`),
  ];
}
