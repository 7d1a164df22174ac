// Event bars, one row a class: truth over the runs, and below a run what it says in a what-if.
// A run's bars tell right from wrong without colour: hits are solid, false alarms hatched, misses dashed, what the
// gate shuts out half full.

import { bars } from "../../shared/bars.js";
import { h } from "../../shared/dom.js";
import { eventsOf, outcomes } from "../../shared/events.js";
import { inkOf } from "../../shared/looks.js";
import { both } from "../logic/gates.js";
import { truthOf } from "../logic/truth.js";
import { classLabels, dividers, track } from "../tracks.js";

/** @import { Decision } from "../logic/gates.js" */
/** @import { Over } from "../tracks.js" */
/** @import { Screen } from "../screen.js" */
/** @import { Category, Modality } from "../../shared/records.d.ts" */

export class EventsLane {
  /** @param {Screen} screen @param {Modality | "both"} modality both: what is heard and seen at once */
  constructor(screen, modality) {
    this.screen = screen;
    this.modality = modality;
    this.element = h("div", { class: "body events" });
  }

  draw() {
    const { screen, modality, element } = this;
    const { view } = screen;
    const grid = (/** @type {Decision} */ g) => (modality === "both" ? both(g) : g[modality]);
    const truth = truthOf(view, modality); // where it is not known there is none to draw
    const said = screen.lines.map(({ primed, decided, ungated }) => ({
      primed,
      decided: grid(decided),
      ungated: grid(ungated),
    }));
    const classes = this.#classes([...(truth ? [truth] : []), ...said.map(({ decided }) => decided)]);
    element.style.setProperty("--bars", `${said.length + Number(truth !== null)}`);
    if (!classes.length) {
      element.replaceChildren(h("p", { class: "note empty" }, "Nothing is both heard and seen, in truth or by a run."));
      return;
    }
    const rows = classes.map((category) => {
      const { index } = category;
      const lines = truth ? [bars(view, eventsOf(truth[index]).map(([onset, offset]) => ["truth", onset, offset]))] : [];
      for (const { primed, decided, ungated } of said) {
        const line = bars(view, outcomes(decided[index], truth && truth[index], ungated[index]));
        line.classList.toggle("primed", primed);
        lines.push(line);
      }
      return h("div", { class: "row", "data-class": index, style: inkOf(category) }, ...lines);
    });
    /** @type {Over} */
    const over = (_, y) => ({ index: classes[Math.floor(y * classes.length)].index, modality });
    const label = `${this.#name()} events of ${classes.map((c) => c.display).join(", ")}`;
    element.replaceChildren(
      classLabels(screen, classes, modality),
      h("div", { class: "slots", "aria-hidden": "true" }, ...classes.map(() => slots(screen, truth !== null))),
      track(screen, { label, over }, dividers(view), ...rows),
    );
  }

  /**
   * The classes of the other lanes; of what is both heard and seen, only those that have any.
   * @param {(number | boolean)[][][]} grids
   * @returns {Category[]}
   */
  #classes(grids) {
    const { classes } = this.screen;
    if (this.modality !== "both") return classes;
    return classes.filter(({ index }) => grids.some((grid) => grid[index].some(Boolean)));
  }

  #name() {
    return { audio: "Audio", visual: "Visual", both: "Audio-visual" }[this.modality];
  }
}

/** @param {Screen} screen @param {boolean} known whether there is truth over the runs */
const slots = ({ lines }, known) =>
  h("div", {}, ...[...(known ? ["Y"] : []), ...lines.map(({ name }) => name)].map((name) => h("span", {}, name)));
