// The class x time maps of a modality, side by side.
// Cells are painted on canvases; names, truth outlines, playheads and pointer belong to the page, so that nothing
// that moves is painted anew.

import { paintCells } from "../cells.js";
import { span } from "../../shared/bars.js";
import { h, mark, symbol } from "../../shared/dom.js";
import { isPrimed, TRUTH } from "../logic/columns.js";
import { eventsOf } from "../../shared/events.js";
import { hiddenAsHigh } from "../logic/rows.js";
import { scaleOf } from "../logic/scales.js";
import { MODALITY, raised } from "../logic/words.js";
import { axis, classLabels, namesOf, track } from "../tracks.js";

/** @import { Modality } from "../../shared/records.d.ts" */
/** @import { Column } from "../logic/columns.js" */
/** @import { Screen } from "../screen.js" */
/** @import { Over } from "../tracks.js" */

const MARKS = 2; // on the axis below a map

export class MapsLane {
  /** @param {Screen} screen @param {Modality} modality */
  constructor(screen, modality) {
    this.screen = screen;
    this.modality = modality;
    this.element = h("div", { class: "body maps" });
    /** @type {Map<string, HTMLCanvasElement>} */
    this.cells = new Map(); // by column key
    this.signature = "";
    this.fitted = "";
    this.width = 0; // pixels, when measured
    /** @type {Map<string, {width: number, height: number, scrolls: boolean}>} */
    this.sizes = new Map(); // of a map, by how many there are and how many classes: asking lays out the page
    this.observer = new ResizeObserver(() => {
      const { clientWidth } = this.element;
      if (!this.width || !clientWidth || this.width === clientWidth) return;
      this.sizes.clear();
      this.#paint();
    });
    this.observer.observe(this.element);
  }

  draw() {
    const { screen, element } = this;
    const { columns, classes, scales, theme, view, state } = screen;
    const signature = JSON.stringify([
      [view.clip.filename, theme, state.pins, classes.map((c) => c.index)],
      columns.map((c) => [c.key, c.title, c.caption, c.lack, scales[scaleOf(c)]?.high, c.values]),
    ]);
    if (this.signature === signature) return;
    this.signature = signature;
    this.cells.clear();
    element.style.setProperty("--rows", `${classes.length}`);
    element.style.setProperty("--columns", `${columns.length}`);
    const parts = columns.map((column) =>
      h("div", { class: isPrimed(column) ? "column primed" : "column" }, this.#heading(column), this.#map(column), axis(screen, MARKS)),
    );
    const labels = classLabels(screen, classes, this.modality);
    const side = h("div", { class: "columns", role: "group", "aria-label": `${MODALITY[this.modality].title} maps` }, ...parts);
    side.onscroll = () => side.isConnected && this.#scrolled(side.scrollLeft);
    side.onmousedown = () => keptFrom(side);
    element.replaceChildren(labels, side, ...this.#hidden());
    if (screen.left) side.scrollLeft = screen.left;
    this.#paint();
  }

  move() {
    for (const marks of this.element.querySelectorAll(".axis")) marks.replaceWith(axis(this.screen, MARKS));
    this.#paint();
  }

  close() {
    this.observer.disconnect();
  }

  // The maps of both modalities keep side by side, from clip to clip.
  /** @param {number} left */
  #scrolled(left) {
    this.screen.left = left;
    /** @type {NodeListOf<HTMLElement>} */
    const sides = this.screen.root.querySelectorAll(".columns");
    for (const side of sides) side.scrollLeft = left;
  }

  /** @param {Column} column */
  #heading(column) {
    const { slot, title, short, caption } = column;
    const run = slot ? [mark(slot), short] : [];
    return h("div", { class: "heading" }, h("p", { title }, ...namesOf(column, this.modality), ...run), h("small", {}, caption));
  }

  /** @param {Column} column */
  #map(column) {
    const { screen, modality, cells } = this;
    const { view, classes } = screen;
    if (column.lack) return h("p", { class: "lack note" }, `${column.title} ${column.lack}`);
    const canvas = h("canvas", { class: "cells" });
    cells.set(column.key, canvas);
    /** @type {Over} */
    const over = (_, y) => ({ index: classes[Math.floor(y * classes.length)].index, modality });
    const label = `${MODALITY[modality].title} map ${column.key} ${column.title} ${column.caption}`;
    const outlined = column.key !== TRUTH && view.clip.dense;
    const rows = classes.map(({ index }) => {
      const events = outlined ? eventsOf(view.truth[modality][index]) : [];
      const frames = events.map((event) => h("div", { class: "outline", style: span(view, ...event) }));
      return h("div", { class: "map-row", "data-class": index }, ...frames);
    });
    return track(screen, { label, over }, canvas, ...rows);
  }

  // With few classes on show, a peak says little where as many that are hidden have one, too.
  #hidden() {
    const { columns, classes, view } = this.screen;
    const hidden = view.classes.length - classes.length;
    const shown = classes.map(({ index }) => index);
    const said = columns.flatMap(({ scale, values, symbols, slot }) => {
      if (scale !== "attention" || !values) return [];
      const [[kind, below]] = symbols;
      const count = hiddenAsHigh(values[this.modality], shown);
      return [["; ", `${count} of ${hidden} by `, symbol(kind.symbol, raised(kind, this.modality), below), " of ", mark(slot)]];
    });
    if (!hidden || !said.length) return [];
    const [[, ...first], ...rest] = said;
    const text = "Classes not shown whose attention peaks as high: ";
    return [h("p", { class: "note hidden-classes" }, text, ...first, ...rest.flat())];
  }

  // Room for the longest caption, which must be read whole; names and maps start below it.
  #fitHeadings() {
    const { element, screen } = this;
    const fitted = JSON.stringify([this.width, screen.columns.map((c) => [c.title, c.caption])]);
    if (this.fitted === fitted) return; // measuring lays out the page
    this.fitted = fitted;
    element.style.setProperty("--heading", "0px");
    const heights = [...element.querySelectorAll(".heading")].map((heading) => heading.scrollHeight);
    element.style.setProperty("--heading", `${Math.max(...heights)}px`);
  }

  get #side() {
    return /** @type {HTMLElement} */ (this.element.querySelector(".columns"));
  }

  /** @param {HTMLCanvasElement} sample */
  #size(sample) {
    const { columns, classes } = this.screen;
    const key = `${columns.length} ${classes.length}`;
    const known = this.sizes.get(key);
    if (known) return known;
    this.width = this.element.clientWidth;
    const { scrollWidth, clientWidth } = this.#side;
    const size = { width: sample.clientWidth, height: sample.clientHeight, scrolls: scrollWidth > clientWidth };
    if (size.width) this.sizes.set(key, size);
    return size;
  }

  #paint() {
    const { screen, modality, cells, element } = this;
    const { columns, classes, scales, theme, view, zoom } = screen;
    const [sample] = cells.values(); // all are of one size
    if (!sample || element.hidden) return;
    const size = this.#size(sample);
    if (!size.width) return; // not on the page yet
    this.#fitHeadings();
    if (size.scrolls) this.#side.tabIndex = 0; // arrows scroll it
    else this.#side.removeAttribute("tabindex");
    const [from, to] = [zoom.window.onset, zoom.window.offset].map((time) => time / view.segment_seconds);
    for (const { key, scale, axis, values } of columns) {
      const canvas = cells.get(key);
      if (!canvas || !values) continue;
      const shown = classes.map(({ index }) => values[modality][index]);
      paintCells(canvas, shown, scales[scaleOf({ scale, axis })], theme, { ...size, from, to });
    }
  }
}

// A press of the mouse seeks or selects and leaves the arrows to the time; Tab alone brings them to the maps.
/** @param {HTMLElement} side */
function keptFrom(side) {
  if (!side.hasAttribute("tabindex")) return;
  side.removeAttribute("tabindex");
  setTimeout(() => (side.tabIndex = 0)); // once the browser has chosen what gets the focus
}
