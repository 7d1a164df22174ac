// What is decided and what is drawn: threshold and gate beside the scores; rows, maps, block and head above the
// lanes.  Nothing here asks the server.

import { MEAN } from "./logic/attention.js";
import { hasMaps } from "./logic/columns.js";
import { GATES } from "./logic/gates.js";
import { MAPS } from "./logic/address.js";
import { h, select } from "./dom.js";

const NAMES = {
  Y: ["Y", "Truth"],
  A: ["A", "Attention, mixing"],
  S: ["S", "Attention, scores"],
  P: ["P", "Probabilities"],
  D: ["Δ", "Difference P of A − P of B"],
};

export class Controls {
  constructor(screen) {
    this.screen = screen;
    const slider = { type: "range", min: 0, max: 1, step: 0.01, "aria-label": "Threshold" };
    this.threshold = h("input", slider);
    this.number = h("input", { ...slider, type: "number", "aria-label": "Threshold, as a number" });
    this.threshold.oninput = () => screen.set({ threshold: Number(this.threshold.value) });
    this.number.onchange = () => {
      const value = Math.min(1, Math.max(0, this.number.valueAsNumber));
      if (Number.isFinite(value)) screen.set({ threshold: value });
      else this.draw();
    };
    this.gates = GATES.map((gate) => {
      const radio = h("input", { type: "radio", name: "gate", value: gate });
      radio.onchange = () => screen.set({ gate });
      return radio;
    });
    const gates = this.gates.map((radio) => h("label", {}, radio, h("span", {}, radio.value)));
    screen
      .part("decision")
      .replaceChildren(
        h("div", { class: "threshold" }, h("span", {}, "Threshold"), this.threshold, this.number),
        h("div", { class: "choice", role: "radiogroup", "aria-label": "Gate" }, h("span", {}, "Gate"), ...gates),
      );
  }

  draw() {
    const { screen } = this;
    const { view, state } = screen;
    this.threshold.value = this.number.value = state.threshold;
    for (const radio of this.gates) radio.checked = radio.value === state.gate;
    const focused = screen.root.getRootNode().activeElement?.getAttribute("aria-label");
    const bar = screen.part("controls");
    bar.replaceChildren(...rows(screen), ...maps(screen), ...tools(screen, view));
    bar.querySelector(`[aria-label="${focused}"]`)?.focus(); // what was pressed has been drawn anew
  }
}

function rows(screen) {
  const { view, state } = screen;
  const shown = [
    ["active", "Active classes"],
    ["all", `All ${view.classes.length} classes`],
  ];
  const orders = [
    ["order", "class order"],
    ["evidence", "evidence"],
    ["disagreement", view.runs.length === 2 ? "disagreement" : "distance from truth"],
  ];
  return [
    select("Rows", shown, state.rows, (value) => screen.set({ rows: value })),
    select("Order of rows", orders, state.sort, (sort) => screen.set({ sort })),
  ];
}

function maps(screen) {
  const { view, state } = screen;
  const mapped = view.runs.filter(hasMaps);
  const count = view.runs.length;
  const can = { Y: view.clip.dense, A: mapped.length, S: mapped.length, P: count, D: count === 2 };
  const chips = MAPS.map((key) => {
    const on = state.maps.includes(key);
    const [text, title] = NAMES[key];
    const attributes = { type: "button", title, "aria-label": title, "aria-pressed": on, disabled: !can[key] };
    const chip = h("button", attributes, text);
    chip.onclick = () => screen.set({ maps: MAPS.filter((k) => (k === key ? !on : state.maps.includes(k))) });
    return chip;
  });
  const group = h("div", { class: "chips", role: "group", "aria-label": "Maps" }, ...chips);
  if (!mapped.length) return [group];
  const most = (part) => Math.max(...mapped.map((run) => run[part]));
  const part = (word, key) => {
    const count = most(`${key}s`);
    const numbers = Array.from({ length: count }, (_, n) => [n + 1, `${word} ${n + 1}`]);
    const options = [...numbers, [MEAN, `Mean of ${key}s`]];
    const pick = (value) => screen.set({ [key]: value === MEAN ? MEAN : Number(value) });
    const value = state[key] === MEAN ? MEAN : Math.min(state[key], count);
    return select(word, options, value, pick);
  };
  const scales = [
    ["softmax", "S softmaxed"],
    ["raw", "S raw"],
  ];
  const scale = select("Scale of the scores", scales, state.scale, (value) => screen.set({ scale: value }));
  scale.disabled = !state.maps.includes("S");
  return [group, part("Block", "block"), part("Head", "head"), scale];
}

function tools(screen) {
  const copy = h("button", { type: "button", class: "copy", "aria-label": "Copy link" }, "Copy link");
  copy.onclick = async () => {
    screen.writeAddress();
    const said = await navigator.clipboard.writeText(location.href).then(
      () => "Copied",
      () => "Copy it from the address bar",
    );
    copy.textContent = said;
    setTimeout(() => (copy.textContent = "Copy link"), 1500);
  };
  return [copy];
}
