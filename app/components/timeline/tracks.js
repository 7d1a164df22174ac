// What all lanes share: a strip of time with a playhead, that seeks where it is pressed, and loops what is dragged over.

import { raised, round } from "./logic/words.js";
import { ticks } from "./logic/zoom.js";
import { h, symbol } from "../shared/dom.js";
import { markOf } from "../shared/looks.js";

/** @import { Category, MapKind, Modality } from "../shared/records.d.ts" */
/** @import { Column } from "./logic/columns.js" */
/** @import { Screen } from "./screen.js" */

/**
 * What lies at a place in [0, 1) x [0, 1) of the clip and from top to bottom.
 * @typedef {(x: number, y: number) => {index?: number, modality?: Modality | "both"}} Over
 */
/**
 * Who hears, while active, of segments dragged over instead.
 * @typedef {{active: () => boolean, over: (from: number, to: number, done: boolean) => void}} Select
 */

const STILL = 4; // pixels that a hand moves in a click

/**
 * @param {Screen} screen
 * @param {{label: string, role?: string, over?: Over, select?: Select | null, scrub?: boolean}} about `scrub`: dragging
 *   seeks on
 * @param {(Node | string)[]} children
 */
export function track(screen, { label, role = "img", over = () => ({}), select = null, scrub = false }, ...children) {
  const heads = h("div", { class: "heads" }, h("div", { class: "band" }), h("div", { class: "loop-band" }));
  heads.append(h("div", { class: "playhead" }));
  const strip = h("div", { class: "strip" }, ...children, heads); // of the whole clip, of which the track shows a window
  const element = h("div", { class: "track", role, "aria-label": label }, strip);
  let start = 0; // where a drag began
  let dragged = false; // and not clicked
  const at = (/** @type {PointerEvent} */ event) => {
    const box = element.getBoundingClientRect();
    const part = (/** @type {number} */ x, /** @type {number} */ size) => Math.min(0.999999, Math.max(0, x / size));
    const time = screen.zoom.timeAt(part(event.clientX - box.left, box.width));
    return [Math.min(0.999999, time / screen.player.duration), part(event.clientY - box.top, box.height)];
  };
  const segmentAt = (/** @type {number} */ x) => Math.floor(x * screen.view.segments);
  const drag = (/** @type {PointerEvent} */ event, done = false) => {
    const [x] = at(event);
    const { player, range } = screen;
    const pixels = strip.clientWidth;
    dragged ||= Math.abs(x - start) * pixels > STILL;
    if (select?.active()) select.over(segmentAt(start), segmentAt(x), done);
    else if (scrub && !done) player.seek(x * player.duration);
    else if (!scrub && dragged) range.over([start * player.duration, x * player.duration], player.duration / pixels, done);
  };
  element.onpointerdown = (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    [start] = at(event);
    dragged = false;
    if (!select?.active()) screen.player.seek(start * screen.player.duration);
    drag(event);
  };
  element.onpointermove = (event) => {
    if (element.hasPointerCapture(event.pointerId)) drag(event);
    const [x, y] = at(event);
    screen.readout.show({ x: event.clientX, y: event.clientY }, { segment: segmentAt(x), ...over(x, y) });
  };
  element.onpointerup = (event) => element.hasPointerCapture(event.pointerId) && drag(event, true);
  element.onpointercancel = () => screen.range.draw();
  element.onpointerleave = () => screen.readout.hide();
  return element;
}

// Marks of the time on show, about `most` of them, the last one with its unit.
/** @param {Screen} screen @param {number} most */
export function axis({ state, zoom }, most) {
  const { onset, offset } = zoom.window;
  const times = ticks(state.window, zoom.clip, most);
  const marks = times.map((time, n) => {
    const place = (100 * (time - onset)) / (offset - onset);
    const side = place < 1 ? "first" : place > 99 ? "last" : "";
    const unit = n === times.length - 1 ? " s" : "";
    return h("span", { class: side, style: { left: `${place}%` } }, `${round(time)}${unit}`);
  });
  return h("div", { class: "axis", "aria-hidden": "true" }, ...marks);
}

/** @param {{segments: number}} view */
export const dividers = ({ segments }) =>
  h(
    "div",
    { class: "dividers" },
    ...Array.from({ length: segments - 1 }, (_, t) => h("i", { style: { left: `${(100 * (t + 1)) / segments}%` } })),
  );

// The symbols of a column of maps: "P" with superscript a, or one minus another.
/** @param {Column} column @param {Modality} modality */
export function namesOf({ symbols }, modality) {
  const part = (/** @type {[MapKind, string]} */ [kind, below]) => symbol(kind.symbol, raised(kind, modality), below);
  return symbols.flatMap((s, n) => (n ? [" − ", part(s)] : [part(s)]));
}

// The names of the classes shown, each a button that pins its class; focus reads it out as hovering does.
/** @param {Screen} screen @param {Category[]} classes @param {Modality | "both"} modality */
export function classLabels(screen, classes, modality) {
  const pinned = (/** @type {number} */ index) => screen.state.pins.includes(index);
  const label = (/** @type {Category} */ category) => {
    const { index, display, name } = category;
    const button = h(
      "button",
      {
        type: "button",
        "data-class": index,
        title: `${name}: press to ${pinned(index) ? "unpin" : "pin"}`,
        "aria-pressed": pinned(index),
      },
      markOf(category),
      h("span", {}, display),
    );
    button.onclick = () => screen.togglePin(index);
    const say = () => {
      const { right, top } = button.getBoundingClientRect();
      screen.readout.show({ x: right, y: top }, { segment: screen.player.segment, index, modality });
    };
    button.onfocus = () => button.matches(":focus-visible") && say();
    button.onpointermove = say;
    button.onblur = button.onpointerleave = () => screen.readout.hide();
    return button;
  };
  return h("div", { class: "labels" }, ...classes.map(label));
}
