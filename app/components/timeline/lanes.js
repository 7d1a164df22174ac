// The stack of lanes on one time axis: folding, order, and who redraws.
//
// A lane is {element, draw(), move()?, close()?}: `draw` brings its element up to date and may return a promise, `move`
// what CSS does not move with the window.  Folded lanes are not drawn.

import { h, icon } from "../shared/dom.js";
import { EventsLane } from "./lanes/events.js";
import { MapsLane } from "./lanes/maps.js";
import { FramesLane, SpectrogramLane, WaveformLane } from "./lanes/media.js";
import { WhatIfLane } from "./lanes/what-if.js";
import { axis, track } from "./tracks.js";

/** @import { Screen } from "./screen.js" */

/** @typedef {{element: HTMLElement, draw: () => Promise<void> | void, move?: () => void, close?: () => void}} Lane */

/** @type {Record<string, [string, (screen: Screen) => Lane]>} */
const KINDS = {
  frames: ["Frames", (screen) => new FramesLane(screen)],
  waveform: ["Waveform", (screen) => new WaveformLane(screen)],
  spectrogram: ["Spectrogram", (screen) => new SpectrogramLane(screen)],
  audio: ["Audio events", (screen) => new EventsLane(screen, "audio")],
  visual: ["Visual events", (screen) => new EventsLane(screen, "visual")],
  both: ["Audio-visual events", (screen) => new EventsLane(screen, "both")],
  "audio-maps": ["Audio maps", (screen) => new MapsLane(screen, "audio")],
  "visual-maps": ["Visual maps", (screen) => new MapsLane(screen, "visual")],
  "what-if": ["What if", (screen) => new WhatIfLane(screen)],
};
const MARKS = 12; // on the time axis
const CHEVRON = "M5.500 3.500 10.500 8l-5 4.500z";
const GRIP = "M5 3h2v2H5zM9 3h2v2H9zM5 7h2v2H5zM9 7h2v2H9zM5 11h2v2H5zM9 11h2v2H9z";

export class Lanes {
  /** @param {Screen} screen */
  constructor(screen) {
    this.screen = screen;
    this.moving = /** @type {string | null} */ (null); // name of the lane moved last
    this.marks = h("div", {}); // of the time axis
    this.time = track(screen, { label: "Time axis", scrub: true }, this.marks);
    const bar = h("div", { class: "time-axis" }, screen.zoom.element, this.time, h("div", { class: "shown-part" }));
    this.boxes = Object.fromEntries(Object.keys(KINDS).map((name) => [name, this.#box(name)]));
    screen.part("stack").replaceChildren(bar, ...Object.values(this.boxes).map(({ box }) => box));
  }

  async draw() {
    const { state } = this.screen;
    this.#mark();
    this.#order();
    for (const { name, folded } of state.lanes) {
      const { box, fold, lane } = this.boxes[name];
      box.classList.toggle("folded", folded);
      fold.setAttribute("aria-expanded", String(!folded));
      lane.element.hidden = folded;
    }
    await Promise.all(this.#open().map((lane) => lane.draw()));
  }

  // The window has moved.
  move() {
    this.#mark();
    for (const lane of this.#open()) lane.move?.();
  }

  close() {
    for (const { lane } of Object.values(this.boxes)) lane.close?.();
  }

  #open() {
    return this.screen.state.lanes.filter(({ folded }) => !folded).map(({ name }) => this.boxes[name].lane);
  }

  #mark() {
    const marks = axis(this.screen, MARKS);
    this.marks.replaceWith(marks);
    this.marks = marks;
  }

  /** @param {string} name */
  #box(name) {
    const { screen } = this;
    const [title, make] = KINDS[name];
    const lane = make(screen);
    const fold = h("button", { type: "button", class: "fold" }, icon(CHEVRON), title);
    fold.onclick = () => {
      const turn = (other) => (other.name === name ? { name, folded: !other.folded } : other);
      screen.set({ lanes: screen.state.lanes.map(turn) });
    };
    const grip = h("button", { type: "button", class: "grip", title: "Drag to move, or press ↑ ↓" }, icon(GRIP));
    grip.setAttribute("aria-label", `Move the lane ${title}: drag, or arrows up and down`);
    const attributes = { class: "lane", "data-lane": name, "aria-label": title };
    const box = h("section", attributes, h("header", {}, fold, grip), lane.element);
    grip.onkeydown = (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      this.#move(name, this.#place(name) + step);
    };
    grip.onpointerdown = (event) => {
      grip.setPointerCapture(event.pointerId);
      box.classList.add("dragged");
    };
    grip.onpointermove = (event) => grip.hasPointerCapture(event.pointerId) && this.#follow(name, event.clientY);
    grip.onlostpointercapture = () => box.classList.remove("dragged");
    return { box, fold, lane };
  }

  /** @param {string} name */
  #place(name) {
    return this.screen.state.lanes.findIndex((lane) => lane.name === name);
  }

  /**
   * A lane is being dragged: pass the neighbour whose middle the pointer has passed.
   * @param {string} name
   * @param {number} y
   */
  #follow(name, y) {
    const place = this.#place(name);
    const middle = (/** @type {number} */ n) => {
      const neighbour = this.screen.state.lanes[n];
      if (!neighbour) return null;
      const { top, height } = this.boxes[neighbour.name].box.getBoundingClientRect();
      return top + height / 2;
    };
    const above = middle(place - 1);
    const below = middle(place + 1);
    if (above !== null && y < above) this.#move(name, place - 1);
    else if (below !== null && y > below) this.#move(name, place + 1);
  }

  /** @param {string} name @param {number} place */
  #move(name, place) {
    const lanes = [...this.screen.state.lanes];
    if (place < 0 || place >= lanes.length) return;
    const [lane] = lanes.splice(this.#place(name), 1);
    lanes.splice(place, 0, lane);
    this.moving = name;
    this.screen.set({ lanes });
  }

  // Put the lanes in their order around the one that is moving, which stays in the page: what is dragged or
  // focused must not leave it.
  #order() {
    const wanted = this.screen.state.lanes.map(({ name }) => this.boxes[name].box);
    const stack = this.screen.part("stack");
    if (wanted.every((box, n) => box === stack.children[n + 1])) return; // the time axis comes first
    const place = Math.max(0, this.moving ? this.#place(this.moving) : 0);
    for (const box of wanted.slice(0, place)) wanted[place].before(box);
    stack.append(...wanted.slice(place + 1));
  }
}
