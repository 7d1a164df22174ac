// The deletion curve: p of a class as seconds are removed one by one, the first in the order of an attribution first,
// beside all orders that there are.  An explanation is faithful where the curve falls faster than by chance (RISE,
// Petsiuk et al., BMVC 2018).  Beside it, how pairs of seconds work together.

import { h, select, symbol } from "../../shared/dom.js";
import { SHAPLEY } from "../logic/columns.js";
import { areaOf, verdict } from "../logic/faithful.js";
import { MODALITIES } from "../logic/gates.js";
import { has, layerOf } from "../logic/maps.js";
import { MODALITY, raised, stretch } from "../logic/words.js";
import { drawCurves } from "../curve.js";
import { Latest } from "../latest.js";
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
    this.trace = () => {}; // draws the curves, as wide as there is place
    this.wide = new ResizeObserver(() => this.trace());
    this.wide.observe(this.plot);
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
    this.#paint(reply.answer, run, by, view.classes[index]);
    return undefined;
  }

  close() {
    this.latest.cancel();
    this.wide.disconnect();
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
  #paint(answer, run, by, category) {
    const { curve, random, orders, order, replaced_by, milliseconds } = answer;
    const { view, theme } = this.screen;
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
        `${milliseconds ? `Computed in ${Math.round(milliseconds)} ms.` : "Stored with this page."}`,
    );
    this.pairs.draw(answer.interactions);
    const end = (/** @type {1 | -1} */ sign) =>
      random.mean.map((/** @type {number} */ p, /** @type {number} */ k) => Math.min(1, Math.max(0, p + sign * random.deviation[k])));
    const curves = { solid: curve, dotted: random.mean, low: end(-1), high: end(1) };
    const axes = { x: "segments taken away", y: `p of the clip, ${side}` };
    const words = { ...axes, solid: by.title, dotted: orders ? "random orders" : "all orders" };
    const colour = theme === "dark" ? category.dark : category.light;
    this.plot.hidden = false;
    this.plot.setAttribute("aria-label", `${this.said.textContent} ${this.caption.textContent}`);
    this.trace = () => drawCurves(this.plot, curves, { ...words, colour });
    this.trace();
  }
}
