// How pairs of seconds work together: a small second x second map.

import { paintCells } from "../cells.js";
import { h } from "../../shared/dom.js";
import { fixed } from "../../shared/numbers.js";
import { strongest } from "../logic/faithful.js";
import { stretch } from "../logic/words.js";

/** @import { Screen } from "../screen.js" */

const SIDE = 132; // pixels
const LEAST = 0.02; // of p: the ends of the colours are no nearer to 0

export class Pairs {
  /** @param {Screen} screen */
  constructor(screen) {
    this.screen = screen;
    this.canvas = h("canvas", { role: "img", style: { width: `${SIDE}px`, height: `${SIDE}px` } });
    this.caption = h("small");
    this.element = h("div", { class: "pairs", hidden: true }, h("h3", {}, "Pairs of seconds"), this.canvas, this.caption);
  }

  hide() {
    this.element.hidden = true;
  }

  /** @param {number[][] | null} interactions T x T; null where they are not known */
  draw(interactions) {
    if (!interactions || interactions.length < 2) return this.hide();
    const { view, theme } = this.screen;
    const high = Math.max(LEAST, ...interactions.flat().map(Math.abs));
    const scale = { colours: "worth", title: "", low: -high, high, ticks: [] };
    const size = { width: SIDE, height: SIDE, from: 0, to: interactions.length };
    paintCells(this.canvas, interactions, scale, theme, size);
    const { together, instead } = strongest(interactions);
    const names = (/** @type {number[]} */ pair) => pair.map((t) => stretch(view, t, t + 1)).join(" with ");
    this.caption.textContent =
      `Blue: more together than each alone, most ${names(together.seconds)} (${fixed(together.value, 2)}). ` +
      `Orange: one stands in for the other, most ${names(instead.seconds)} (${fixed(instead.value, 2)}).`;
    this.canvas.setAttribute("aria-label", `Shapley interactions of pairs of seconds. ${this.caption.textContent}`);
    this.element.hidden = false;
    return undefined;
  }
}
