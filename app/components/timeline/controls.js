// What is decided and what is drawn: threshold and gate beside the scores; rows, maps, block and head above the
// lanes.  Nothing here asks the server.

import { choosable, DIFFERENCE, PROBABILITY, tracedKinds, TRUTH } from "./logic/columns.js";
import { gateName, GATES } from "./logic/gates.js";
import { LAST, MEAN, mostLayers } from "./logic/maps.js";
import { pairOf } from "./logic/pair.js";
import { h, select } from "../shared/dom.js";

/** @import { MapKind } from "../shared/records.d.ts" */
/** @import { Screen } from "./screen.js" */

export class Controls {
  /** @param {Screen} screen */
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
    this.chosen = h("div", { class: "choice", role: "group", "aria-label": "Thresholds chosen on validation" });
    screen
      .part("decision")
      .replaceChildren(
        h("div", { class: "threshold" }, h("span", {}, "Threshold"), this.threshold, this.number),
        h("div", { class: "choice", role: "radiogroup", "aria-label": "Gate" }, h("span", {}, "Gate"), ...gates),
        this.chosen,
      );
  }

  draw() {
    const { screen } = this;
    const { state } = screen;
    this.threshold.value = this.number.value = String(state.threshold);
    for (const radio of this.gates) radio.checked = radio.value === state.gate;
    const offers = chosen(screen);
    this.chosen.hidden = !offers.length;
    this.chosen.replaceChildren(h("span", {}, "Validation"), ...offers);
    const focused = /** @type {ShadowRoot} */ (screen.root.getRootNode()).activeElement?.getAttribute("aria-label");
    const bar = screen.part("controls");
    bar.replaceChildren(...rows(screen), ...maps(screen), ...tools(screen));
    /** @type {HTMLElement | null} */
    const pressed = bar.querySelector(`[aria-label="${focused}"]`);
    pressed?.focus(); // what was pressed has been drawn anew
  }
}

// What the validation split chooses for each run and the gate on show, a button each.
/** @param {Screen} screen */
function chosen(screen) {
  const { view, state } = screen;
  return view.runs.flatMap((run) => {
    const choice = run.chosen.find(({ gate }) => gate === state.gate);
    if (!choice) return [];
    const { threshold, score, beside } = choice;
    const title = `Chosen for ${run.title} on its validation split: segment Type@AV ${score.toFixed(1)}, ${gateName(state.gate)}${beside && `. ${beside}`}`;
    const text = `${run.short} ${threshold.toFixed(2)}`;
    const button = h("button", { type: "button", title, "aria-pressed": threshold === state.threshold }, text);
    button.onclick = () => screen.set({ threshold });
    return [button];
  });
}

/** @param {Screen} screen */
function rows(screen) {
  const { view, state } = screen;
  const shown = [
    ["active", "Active classes"],
    ["all", `All ${view.classes.length} classes`],
  ];
  const orders = [
    ["order", "class order"],
    ["evidence", "evidence"],
    ["disagreement", pairOf(view).length === 2 ? "disagreement" : "distance from truth"],
  ];
  return [
    select("Rows", shown, state.rows, (value) => screen.set({ rows: value })),
    select("Order of rows", orders, state.sort, (sort) => screen.set({ sort })),
  ];
}

/** @param {Screen} screen */
function maps(screen) {
  const { view, state } = screen;
  const kinds = choosable(view.kinds);
  const traced = tracedKinds(view);
  /** @type {Record<string, boolean>} */
  const own = { [TRUTH]: view.clip.dense, [PROBABILITY]: view.runs.length > 0, [DIFFERENCE]: pairOf(view).length === 2 };
  const shown = kinds.filter((kind) => kind.key in own || traced.includes(kind)); // others stay chosen for other runs
  const chips = shown.map((kind) => {
    const { key, symbol, lowered, title } = kind;
    const on = state.maps.includes(key);
    const disabled = own[key] === false;
    const about = { type: "button", title, "aria-label": title, "aria-pressed": on, disabled };
    const chip = h("button", about, symbol, h("sub", {}, lowered));
    const chosen = (other) => (other.key === key ? !on : state.maps.includes(other.key));
    chip.onclick = () => screen.set({ maps: kinds.filter(chosen).map((other) => other.key) });
    return chip;
  });
  const layered = traced.some((kind) => kind.layered);
  const signed = traced.filter((kind) => kind.scale === "scores" && state.maps.includes(kind.key));
  return [
    h("div", { class: "chips", role: "group", "aria-label": "Maps" }, ...chips),
    ...(layered ? [layer(screen, "block", [[LAST, "Last block"]]), layer(screen, "head", [])] : []),
    ...(signed.length ? [scaleOf(screen, signed)] : []),
  ];
}

// The choice of a block or head: `words` instead of a number, the numbers, their mean.
/** @param {Screen} screen @param {"block" | "head"} what @param {[string, string][]} words */
function layer(screen, what, words) {
  const { view, state } = screen;
  const chosen = state[what];
  const count = Math.max(mostLayers(view)[what], Number(chosen) || 0); // also one that no run on show has any more
  const numbers = Array.from({ length: count }, (_, n) => [n + 1, `${title(what)} ${n + 1}`]);
  const options = [...words, ...numbers, [MEAN, `Mean of ${what}s`]];
  const pick = (value) => screen.set({ [what]: Number(value) || value });
  return select(title(what), options, chosen, pick);
}

/** @param {Screen} screen @param {MapKind[]} signed */
function scaleOf(screen, signed) {
  const { state } = screen;
  const letters = signed.map(({ symbol }) => symbol).join(", ");
  const scales = [
    ["softmax", `${letters} softmaxed`],
    ["raw", `${letters} raw`],
  ];
  return select("Scale of the scores", scales, state.scale, (scale) => screen.set({ scale }));
}

const title = (word) => word[0].toUpperCase() + word.slice(1);

// A link, where there is no menu beside the screen to share it by.
/** @param {Screen} screen */
const tools = (screen) => (screen.sharing === undefined ? copyOf(screen) : []);

/** @param {Screen} screen */
function copyOf(screen) {
  if (location.protocol === "about:") return []; // a frame of a notebook has no address
  const copy = h("button", { type: "button", class: "copy", "aria-label": "Copy link" }, "Copy link");
  copy.onclick = async () => {
    screen.address.write();
    const said = await navigator.clipboard.writeText(location.href).then(
      () => "Copied",
      () => "Copy it from the address bar",
    );
    copy.textContent = said;
    setTimeout(() => (copy.textContent = "Copy link"), 1500);
  };
  return [copy];
}
