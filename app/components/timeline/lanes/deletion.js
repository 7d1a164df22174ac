// The deletion curve: p of a class as its most attended seconds are removed one by one, against random seconds.
// An explanation is faithful where the curve falls faster than by chance (RISE, Petsiuk et al., BMVC 2018).

import { h, select, symbol } from "../../shared/dom.js";
import { MODALITIES } from "../logic/gates.js";
import { layerOf, overTime } from "../logic/maps.js";
import { MODALITY, raised, stretch } from "../logic/words.js";
import { drawCurves } from "../curve.js";
import { Latest } from "../latest.js";

/** @import { Category, MapKind, Modality, Run } from "../../shared/records.d.ts" */
/** @import { Screen } from "../screen.js" */

const PAUSE = 150; // milliseconds

export class Deletion {
  /** @param {Screen} screen @param {() => Run} chosen the run that is asked */
  constructor(screen, chosen) {
    this.screen = screen;
    this.chosen = chosen;
    this.modality = MODALITIES[0];
    this.index = /** @type {number | null} */ (null);
    this.key = /** @type {string | null} */ (null); // of the kind of map that orders the seconds
    this.question = /** @type {string | null} */ (null);
    this.choices = h("div", { class: "line" });
    this.plot = h("div", { class: "curve", role: "img" });
    this.caption = h("figcaption", { role: "status" });
    this.latest = new Latest(screen.provider, this.caption, PAUSE);
    this.trace = () => {}; // draws the curves, as wide as there is place
    this.wide = new ResizeObserver(() => this.trace());
    this.wide.observe(this.plot);
    this.element = h("figure", { class: "deletion" }, this.choices, this.plot, this.caption);
  }

  async draw() {
    const { screen, modality } = this;
    const { view, classes, state, theme } = screen;
    const run = this.chosen();
    const kinds = overTime(view, run);
    const kind = kinds.find(({ key }) => key === this.key) ?? kinds[0];
    if (!kind) return this.#say(`The run of ${run.title} holds no attention over time, and so has no deletion curve.`);
    const layer = layerOf(run, kind, state);
    if (layer.lack) return this.#say(`${run.title} ${layer.lack}.`);
    const { index } = classes.find((c) => c.index === this.index) ?? this.#most(classes);
    this.#choose(index, kinds, kind);
    const { block, head } = layer;
    const { removal, nothing } = state;
    const asked = { run: run.name, clip: view.clip.filename, map: kind.key, modality, class: index, block, head };
    const query = { ...asked, removal, nothing };
    const question = JSON.stringify([query, theme]);
    if (this.question === question) return undefined;
    this.question = question;
    const before = this.plot.hasChildNodes() && !this.plot.hidden ? "Curve as of before; asking the model" : "Asking the model";
    const reply = await this.latest.ask("api/deletion", query, before);
    if (!reply || this.question !== question) return undefined;
    if (reply.error) return this.#say(reply.error);
    this.#paint(reply.answer, run, kind, view.classes[index]);
    return undefined;
  }

  close() {
    this.latest.cancel();
    this.wide.disconnect();
  }

  /** @param {Category[]} classes @returns {Category} the class shown that the run is surest of */
  #most(classes) {
    const p = (/** @type {Category} */ c) => this.chosen().clip_probability[this.modality][c.index];
    return classes.reduce((best, c) => (p(c) > p(best) ? c : best));
  }

  /** @param {number} index @param {MapKind[]} kinds @param {MapKind} kind */
  #choose(index, kinds, kind) {
    const { classes } = this.screen;
    const pick = (/** @type {{modality?: Modality, index?: number, key?: string}} */ change) => {
      Object.assign(this, change);
      this.draw();
    };
    const names = classes.map((c) => [c.index, c.display]);
    const sides = MODALITIES.map((m) => [m, MODALITY[m].title]);
    const orders = kinds.map(({ key, title }) => [key, title]);
    this.choices.replaceChildren(
      h("h3", {}, "Deletion curve"),
      select("Class of the deletion curve", names, index, (value) => pick({ index: Number(value) })),
      select("Modality of the deletion curve", sides, this.modality, (side) =>
        pick({ modality: MODALITIES.find((m) => m === side), index }),
      ),
      select("Map of the deletion curve", orders, kind.key, (key) => pick({ key })),
    );
  }

  /** @param {string} text */
  #say(text) {
    this.latest.cancel();
    this.question = null;
    this.plot.hidden = true;
    this.caption.textContent = text;
  }

  /** @param {any} answer @param {Run} run @param {MapKind} kind @param {Category} category */
  #paint({ attended, random, orders, order, replaced_by, milliseconds }, run, kind, category) {
    const { view, state, theme } = this.screen;
    const mean = (/** @type {number[]} */ values) => (values.reduce((total, p) => total + p, 0) / values.length).toFixed(3);
    const { letter, title } = MODALITY[this.modality];
    const side = title.toLowerCase();
    const { name } = layerOf(run, kind, state);
    const first = order.slice(0, 3).map((/** @type {number} */ t) => stretch(view, t, t + 1));
    this.caption.replaceChildren(
      h("i", {}, "p"),
      h("sup", {}, letter),
      ` of ${category.display} as its most attended seconds (${run.title}, `,
      symbol(kind.symbol, raised(kind, this.modality), kind.lowered),
      `${name && `, ${name}`}: ${first.join(", ")}, …) are ${replaced_by ? "taken away" : "masked in the decoder"} one by one` +
        `${replaced_by ? ` (in their place: ${replaced_by})` : ""}, against ` +
        `${orders} random orders (mean, 10th to 90th percentile). Mean of the curve: attended ${mean(attended)}, ` +
        `random ${mean(random.mean)}; lower is more faithful. ${milliseconds ? `Computed in ${Math.round(milliseconds)} ms.` : "Stored with this page."}`,
    );
    this.plot.hidden = false;
    this.plot.setAttribute("aria-label", this.caption.textContent);
    const words = { x: "segments taken away", y: `p of the clip, ${side}`, solid: "most attended first", dotted: "random" };
    const colour = theme === "dark" ? category.dark : category.light;
    const curves = { solid: attended, dotted: random.mean, low: random.low, high: random.high };
    this.trace = () => drawCurves(this.plot, curves, { ...words, colour });
    this.trace();
  }
}
