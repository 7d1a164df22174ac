// The deletion curve: p of a class as seconds are removed one by one, the first in the order of an attribution first,
// beside all orders that there are.  An explanation is faithful where the curve falls faster than by chance (RISE,
// Petsiuk et al., BMVC 2018).  Beside it, how pairs of seconds work together.

import { h, select, symbol } from "../../shared/dom.js";
import { SHAPLEY } from "../logic/columns.js";
import { areaOf, verdict } from "../logic/faithful.js";
import { MODALITIES } from "../logic/gates.js";
import { has, layerOf } from "../logic/maps.js";
import { MODALITY, raised, stretch } from "../logic/words.js";
import { Latest } from "../latest.js";
import { BARE, loadPlotly, purge } from "../plotly.js";
import { Pairs } from "./pairs.js";

/** @import { Category, MapKind, Modality, Run } from "../../shared/records.d.ts" */
/** @import { Screen } from "../screen.js" */

const PAUSE = 150; // milliseconds
const LEAVE_ONE_OUT = "loo"; // as the server calls it

/**
 * What orders the seconds.
 * @typedef {{key: string, title: string, kind: MapKind | null, name: string, block: number | string, head: number | string, lack: string}} By
 */

export class Deletion {
  /** @param {Screen} screen @param {() => Run} chosen the run that is asked */
  constructor(screen, chosen) {
    this.screen = screen;
    this.chosen = chosen;
    this.modality = MODALITIES[0];
    this.index = /** @type {number | null} */ (null);
    this.key = /** @type {string | null} */ (null); // of what orders the seconds
    this.question = /** @type {string | null} */ (null);
    this.choices = h("div", { class: "line" });
    this.plot = h("div", { class: "curve", role: "img" });
    this.said = h("p", { class: "verdict" });
    this.caption = h("p", { role: "status" });
    this.pairs = new Pairs(screen);
    this.latest = new Latest(screen.provider, this.caption, PAUSE);
    const caption = h("figcaption", {}, this.said, this.caption);
    this.element = h("figure", { class: "deletion" }, this.choices, this.plot, this.pairs.element, caption);
  }

  async draw() {
    const { screen, modality } = this;
    const { view, classes, state, theme } = screen;
    const run = this.chosen();
    const orders = this.#orders(run);
    const by = orders.find(({ key }) => key === this.key) ?? orders[0];
    const { index } = classes.find((c) => c.index === this.index) ?? this.#most(classes);
    this.#choose(index, orders, by);
    if (by.lack) return this.#say(`${run.title} ${by.lack}.`);
    const { removal, nothing } = state;
    const asked = { run: run.name, clip: view.clip.filename, map: by.key, modality, class: index };
    const query = { ...asked, block: by.block, head: by.head, removal, nothing };
    const question = JSON.stringify([query, theme]);
    if (this.question === question) return undefined;
    this.question = question;
    const before = this.plot.hasChildNodes() && !this.plot.hidden ? "Curve as of before; asking the model" : "Asking the model";
    const reply = await this.latest.ask("api/deletion", query, before);
    if (!reply || this.question !== question) return undefined;
    if (reply.error) return this.#say(reply.error);
    return this.#paint(reply.answer, run, by, view.classes[index]);
  }

  close() {
    this.latest.cancel();
    purge(this.plot);
  }

  // Everything that puts the seconds of a run in an order: its maps, P, and what only all subsets tell.
  /** @param {Run} run @returns {By[]} */
  #orders(run) {
    const { view, state } = this.screen;
    const plain = { kind: null, name: "", block: 1, head: 1, lack: "" };
    const maps = view.kinds.filter((kind) => has(run, kind)).map((kind) => ({
      ...{ key: kind.key, title: kind.axis === "modality" ? `${kind.title}, with that over time` : kind.title, kind },
      ...layerOf(run, kind, state),
    }));
    const rest = view.kinds.filter(({ key }) => key === "P" || key === SHAPLEY);
    const own = rest.map((kind) => ({ ...plain, key: kind.key, title: kind.title, kind }));
    return [...maps, ...own, { ...plain, key: LEAVE_ONE_OUT, title: "Leave one out" }];
  }

  /** @param {Category[]} classes @returns {Category} the class shown that the run is surest of */
  #most(classes) {
    const p = (/** @type {Category} */ c) => this.chosen().clip_probability[this.modality][c.index];
    return classes.reduce((best, c) => (p(c) > p(best) ? c : best));
  }

  /** @param {number} index @param {By[]} orders @param {By} by */
  #choose(index, orders, by) {
    const { classes } = this.screen;
    const pick = (/** @type {{modality?: Modality, index?: number, key?: string}} */ change) => {
      Object.assign(this, change);
      this.draw();
    };
    const names = classes.map((c) => [c.index, c.display]);
    const sides = MODALITIES.map((m) => [m, MODALITY[m].title]);
    const titles = orders.map(({ key, title }) => [key, title]);
    this.choices.replaceChildren(
      h("h3", {}, "Deletion curve"),
      select("Class of the deletion curve", names, index, (value) => pick({ index: Number(value) })),
      select("Modality of the deletion curve", sides, this.modality, (side) =>
        pick({ modality: MODALITIES.find((m) => m === side), index }),
      ),
      select("Map of the deletion curve", titles, by.key, (key) => pick({ key })),
    );
  }

  /** @param {string} text */
  #say(text) {
    this.latest.cancel();
    this.question = null;
    this.plot.hidden = true;
    this.pairs.hide();
    this.said.textContent = "";
    this.caption.textContent = text;
  }

  /** @param {By} by @param {Run} run @returns {(string | Node)[]} */
  #nameOf({ kind, title, name }, run) {
    if (!kind) return [`${title} of ${run.title}`];
    const letters = symbol(kind.symbol, raised(kind, this.modality), kind.lowered);
    return [letters, ` of ${run.title}${name && `, ${name}`}`];
  }

  /** @param {any} answer @param {Run} run @param {By} by @param {Category} category */
  async #paint(answer, run, by, category) {
    const { curve, random, orders, order, replaced_by, milliseconds } = answer;
    const { view, state, root, theme } = this.screen;
    const { letter, title } = MODALITY[this.modality];
    const side = title.toLowerCase();
    const first = order.slice(0, 3).map((/** @type {number} */ t) => stretch(view, t, t + 1));
    const sentence = verdict(view, answer);
    this.said.replaceChildren(...(sentence ? ["The order of ", ...this.#nameOf(by, run), ` ${sentence}`] : []));
    this.caption.replaceChildren(
      h("i", {}, "p"),
      h("sup", {}, letter),
      ` of ${category.display} as its first seconds by `,
      ...this.#nameOf(by, run),
      ` (${first.join(", ")}, …) are ${replaced_by ? "taken away" : "masked in the decoder"} one by one` +
        `${replaced_by ? ` (in their place: ${replaced_by})` : ""}, against ` +
        `${orders ? `${orders} random orders` : "all orders that there are"} (mean, one standard deviation). Area: ` +
        `${areaOf(curve).toFixed(3)}, of chance ${areaOf(random.mean).toFixed(3)}; lower is more faithful. ` +
        `Computed in ${Math.round(milliseconds)} ms.`,
    );
    this.pairs.draw(answer.interactions);
    const style = getComputedStyle(root);
    const text = style.getPropertyValue("--st-text-color").trim();
    const colour = theme === "dark" ? category.dark : category.light;
    const x = Array.from(curve, (_, k) => k);
    const band = { x, mode: "lines", line: { width: 0 }, hoverinfo: "skip", showlegend: false };
    const grey = "rgba(128, 128, 128, 0.25)";
    const end = (/** @type {1 | -1} */ sign) =>
      random.mean.map((/** @type {number} */ p, /** @type {number} */ k) => Math.min(1, Math.max(0, p + sign * random.deviation[k])));
    const traces = [
      { ...band, y: end(-1) },
      { ...band, y: end(1), fill: "tonexty", fillcolor: grey },
      { x, y: random.mean, name: orders ? "random orders" : "all orders", mode: "lines", line: { color: text, width: 1.5, dash: "dot" } },
      { x, y: curve, name: by.title, mode: "lines+markers", line: { color: colour, width: 2.5 } },
    ];
    const axis = { color: text, gridcolor: grey, zeroline: false, fixedrange: true };
    const layout = {
      ...BARE,
      margin: { l: 44, r: 10, t: 8, b: 36 },
      font: { size: 11, color: text, family: style.fontFamily },
      xaxis: { ...axis, title: { text: "segments taken away" }, dtick: Math.ceil(view.segments / 10) },
      yaxis: { ...axis, title: { text: `p of the clip, ${side}` }, range: [0, 1.02], hoverformat: ".3f" },
      legend: { x: 0, xanchor: "left", y: 0, yanchor: "bottom", bgcolor: "transparent" },
      hovermode: "x unified",
    };
    this.plot.hidden = false;
    this.plot.setAttribute("aria-label", `${this.said.textContent} ${this.caption.textContent}`);
    await (await loadPlotly()).react(this.plot, traces, layout, { displayModeBar: false, responsive: true });
  }
}
