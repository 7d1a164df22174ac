// The range that is looped: its band over every lane, and what each class on show has over it.

import { h } from "../shared/dom.js";
import { markOf } from "../shared/looks.js";
import { columnsOf, PROBABILITY, TRUTH } from "./logic/columns.js";
import { MODALITIES } from "./logic/gates.js";
import { meanOver, rangeOf } from "./logic/range.js";
import { between, MODALITY } from "./logic/words.js";
import { namesOf } from "./tracks.js";

/** @import { Modality } from "../shared/records.d.ts" */
/** @import { Column } from "./logic/columns.js" */
/** @import { Range as Stretch } from "./logic/range.js" */
/** @import { Screen } from "./screen.js" */

const SLACK = 5; // pixels from the edge of a segment that mean the edge

export class Range {
  /** @param {Screen} screen */
  constructor(screen) {
    this.screen = screen;
    this.element = screen.part("range");
  }

  /**
   * Dragged over from one time to another: shown at once, looped when `done`.
   * @param {[number, number]} times seconds
   * @param {number} pixel seconds
   * @param {boolean} done
   */
  over(times, pixel, done) {
    const { player } = this.screen;
    const range = rangeOf(times, { second: player.second, slack: SLACK * pixel, least: player.clock.frame });
    if (!done) return this.draw(range);
    player.setLoop(range && { kind: "range", ...range });
    if (range) player.seekOnset(range.onset);
  }

  /** @param {Stretch | null} range seconds; what is looped unless it is being dragged */
  draw(range = this.screen.player.loop) {
    const { root, player, view } = this.screen;
    root.toggleAttribute("data-loop", Boolean(range));
    this.element.hidden = !range;
    if (!range) return;
    const { onset, offset } = range;
    root.style.setProperty("--loop-left", `${(100 * onset) / player.duration}%`);
    root.style.setProperty("--loop-width", `${(100 * (offset - onset)) / player.duration}%`);
    const release = h("button", { type: "button", title: "Let go of the loop (Escape)" }, "Let go");
    release.onclick = () => player.setLoop(null);
    const segments = { onset: onset / view.segment_seconds, offset: offset / view.segment_seconds };
    this.element.replaceChildren(
      h("div", { class: "line" }, h("strong", {}, between(onset, offset)), h("small", {}, "looped; means over it"), release),
      ...MODALITIES.map((modality) => this.#table(modality, segments)),
    );
  }

  /** @param {Modality} modality @param {Stretch} range segments */
  #table(modality, range) {
    const { classes, view, state, traced } = this.screen;
    const maps = [TRUTH, PROBABILITY, ...traced.flatMap(Object.keys).filter((key) => state.maps.includes(key))];
    const columns = columnsOf(view, { ...state, maps }, traced, null);
    const head = (/** @type {Column} */ column) => {
      const slot = column.slot ? [h("b", { class: "slot" }, column.slot)] : [];
      return h("th", { scope: "col", title: `${column.title} ${column.caption}` }, ...namesOf(column, modality), ...slot);
    };
    const rows = classes.map((category) => {
      const { index, display } = category;
      const means = columns.map(({ values }) => (values ? meanOver(values[modality][index], range).toFixed(2) : "–"));
      const name = h("th", { scope: "row" }, markOf(category), ` ${display}`);
      return h("tr", { "data-class": index }, name, ...means.map((mean) => h("td", {}, mean)));
    });
    const first = h("th", { scope: "col" }, MODALITY[modality].title);
    return h("table", {}, h("thead", {}, h("tr", {}, first, ...columns.map(head))), h("tbody", {}, ...rows));
  }
}
