// Zoom and pan of the time axis, one window for all lanes and maps: wheel with Ctrl or Cmd (as a trackpad's pinch
// arrives), wheel with Shift or sideways, two fingers, keys and buttons.  A plain wheel scrolls the page.
//
// A strip inside each track is as wide as the whole clip would be and is moved by CSS, so that what is on it stays in
// its place; only what is painted for the window, and marks of time, is drawn anew.

import { following, panned, pinched, whole, zoomed } from "./logic/zoom.js";
import { between } from "./logic/words.js";
import { h } from "../shared/dom.js";
import { nameOf } from "./keys.js";

/** @import { Range } from "./logic/range.js" */
/** @import { Screen } from "./screen.js" */

const STEP = 1.5; // of a key
const TURN = 25; // pixels of a wheel that count at once: mice turn by 100 or more, pinches by few
const LINE = 16; // pixels, for browsers that count lines

export class Zoom {
  /** @param {Screen} screen */
  constructor(screen) {
    this.screen = screen;
    this.followed = ""; // what the window has followed last
    /** @type {Map<number, PointerEvent>} */
    this.fingers = new Map();
    this.held = /** @type {number[] | null} */ (null); // the times below two fingers
    this.pinching = false; // until the last finger is lifted
    const stack = screen.part("stack");
    stack.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    for (const name of ["pointerdown", "pointermove", "pointerup", "pointercancel"]) {
      stack.addEventListener(name, (event) => this.#touch(/** @type {PointerEvent} */ (event)), true);
    }
    const button = (/** @type {string} */ action, /** @type {string} */ text, /** @type {() => void} */ onclick) =>
      h("button", { type: "button", title: nameOf(action), "aria-label": nameOf(action), onclick }, text);
    this.out = button("zoomOut", "−", () => this.by(-1));
    this.all = button("zoomWhole", "1×", () => this.set(null));
    const into = button("zoomIn", "+", () => this.by(1));
    this.element = h("div", { class: "zoom", role: "group", "aria-label": "Zoom of time" }, this.out, this.all, into);
  }

  get clip() {
    const { segments, segment_seconds: second } = this.screen.view;
    return { duration: segments * second, second };
  }

  // What is on show, seconds.
  get window() {
    return whole(this.screen.state.window, this.clip);
  }

  /** @param {number} place from the left edge of a track, 0, to its right, 1 @returns {number} seconds */
  timeAt(place) {
    const { onset, offset } = this.window;
    return onset + place * (offset - onset);
  }

  /** @param {number} steps in, or out where negative, about the playhead where it is in sight */
  by(steps) {
    const { onset, offset } = this.window;
    const place = (this.screen.player.time - onset) / (offset - onset);
    this.#zoom(STEP ** steps, place >= 0 && place <= 1 ? place : 0.5);
  }

  /** @param {Range | null} window */
  set(window) {
    const { screen } = this;
    screen.state.window = window;
    this.draw();
    screen.lanes.move();
    screen.address.follow("choice");
  }

  draw() {
    const { root, state } = this.screen;
    const { onset, offset } = this.window;
    const { duration } = this.clip;
    const zoom = duration / (offset - onset);
    root.style.setProperty("--zoom", `${zoom}`);
    root.style.setProperty("--from", `${onset / duration}`);
    root.toggleAttribute("data-zoomed", Boolean(state.window));
    this.all.textContent = `${zoom < 9.95 ? +zoom.toFixed(1) : Math.round(zoom)}×`;
    this.all.title = `${between(onset, offset)} on show. ${nameOf("zoomWhole")}`;
    this.out.disabled = this.all.disabled = !state.window;
  }

  // The playhead may have moved, and the window with it.
  follow() {
    const { state, player } = this.screen;
    const at = `${player.time} ${player.seeks}`; // also to where it is already
    const next = ["", at].includes(this.followed) ? state.window : following(state.window, this.clip, player.time);
    this.followed = at;
    if (next !== state.window) this.set(next);
  }

  /** @param {number} factor @param {number} place */
  #zoom(factor, place) {
    this.set(zoomed(this.screen.state.window, this.clip, factor, place));
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    const track = this.#trackOf(event);
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
    const [x, y] = [event.deltaX * unit, event.deltaY * unit];
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.#zoom(Math.exp(-Math.max(-TURN, Math.min(TURN, y)) / 100), placeIn(track, event));
      return;
    }
    const aside = event.shiftKey ? x || y : Math.abs(x) > Math.abs(y) ? x : 0;
    if (!aside || !this.screen.state.window) return;
    event.preventDefault();
    this.set(panned(this.screen.state.window, this.clip, aside / track.clientWidth));
  }

  // Two fingers on the lanes hold the times below them; tracks hear of neither.
  /** @param {PointerEvent} event */
  #touch(event) {
    const { fingers } = this;
    if (event.pointerType !== "touch") return;
    if (event.type === "pointerdown" || fingers.has(event.pointerId)) fingers.set(event.pointerId, event);
    const [first, second] = fingers.values();
    if (second) {
      const track = this.#trackOf(first);
      const places = [placeIn(track, first), placeIn(track, second)];
      if (!this.pinching) this.screen.range.draw(); // what the first finger has dragged over is no range
      this.pinching = true;
      this.held ??= places.map((place) => this.timeAt(place));
      if (event.type === "pointermove") this.set(pinched(this.held, places, this.clip));
    }
    if (this.pinching) event.stopPropagation();
    if (event.type === "pointerup" || event.type === "pointercancel") fingers.delete(event.pointerId);
    if (fingers.size < 2) this.held = null;
    if (!fingers.size) this.pinching = false;
  }

  /** @param {Event} event @returns {Element} the track it is over, or that of the time axis */
  #trackOf(event) {
    const { target } = event;
    const over = target instanceof Element ? target.closest(".track") : null;
    return over ?? this.screen.lanes.time;
  }
}

/** @param {Element} track @param {MouseEvent} event */
function placeIn(track, { clientX }) {
  const { left, width } = track.getBoundingClientRect();
  return Math.min(1, Math.max(0, (clientX - left) / width));
}
