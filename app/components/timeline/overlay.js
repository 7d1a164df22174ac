// Labels over the video: the classes that the truth, each of the two runs and its what-if have at the playhead.

import { h } from "../shared/dom.js";
import { markOf } from "../shared/looks.js";
import { MODALITIES } from "./logic/gates.js";
import { MODALITY } from "./logic/words.js";

/** @import { Grid } from "../shared/records.d.ts" */
/** @import { Decision } from "./logic/gates.js" */
/** @import { Screen } from "./screen.js" */

export class Overlay {
  /** @param {Screen} screen */
  constructor(screen) {
    this.screen = screen;
    this.element = screen.part("said");
    this.segment = -1; // that is written
  }

  toggle() {
    const { screen } = this;
    screen.set({ labels: screen.state.labels === "on" ? "off" : "on" });
  }

  draw() {
    this.element.hidden = this.screen.state.labels !== "on";
    this.screen.transport.settle();
    this.segment = -1;
    this.move();
  }

  // Called on every animation frame on which the time changed.
  move() {
    const { player, view, lines: said } = this.screen;
    if (this.element.hidden || this.segment === player.segment) return;
    this.segment = player.segment;
    const lines = said.filter(({ run }) => run.compared).map(({ name, decided }) => this.#line(name, decided));
    if (view.clip.dense || view.clip.joint) lines.unshift(this.#line("Y", view.truth));
    this.element.replaceChildren(...lines);
  }

  /** @param {string} name @param {Grid | Decision} grid */
  #line(name, grid) {
    const labels = this.screen.view.classes.flatMap((category) => {
      const { index, display } = category;
      const letters = MODALITIES.filter((m) => grid[m][index][this.segment]).map((m) => MODALITY[m].letter);
      if (!letters.length) return [];
      return [h("span", {}, markOf(category), display, h("sup", {}, letters.join("")))];
    });
    return h("p", {}, h("b", { class: "slot" }, name), ...(labels.length ? labels : [h("span", {}, "–")]));
  }
}
