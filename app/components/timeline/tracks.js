// What all lanes share: a strip of time with a playhead, that seeks where it is clicked and scrubs when dragged.

import { round } from "./logic/words.js";
import { h } from "../shared/dom.js";

// `over(x, y)` tells what lies at a place in [0, 1) x [0, 1): {index, modality} or {}; `select(from, to, done)`,
// if given, hears of segments dragged over instead of scrubbing.
export function track(screen, { label, role = "img", over = () => ({}), select = null }, ...children) {
  const heads = h("div", { class: "heads" }, h("div", { class: "band" }), h("div", { class: "loop-band" }));
  heads.append(h("div", { class: "playhead" }));
  const element = h("div", { class: "track", role, "aria-label": label }, ...children, heads);
  const at = (event) => {
    const box = element.getBoundingClientRect();
    const part = (x, size) => Math.min(0.999999, Math.max(0, x / size));
    return [part(event.clientX - box.left, box.width), part(event.clientY - box.top, box.height)];
  };
  const segmentAt = (x) => Math.floor(x * screen.view.segments);
  const drag = (event, done = false) => {
    const [x] = at(event);
    if (select?.active()) select.over(element.start, segmentAt(x), done);
    else if (!done) screen.player.seek(x * screen.player.duration);
  };
  element.onpointerdown = (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    element.start = segmentAt(at(event)[0]);
    drag(event);
  };
  element.onpointermove = (event) => {
    if (element.hasPointerCapture(event.pointerId)) drag(event);
    const [x, y] = at(event);
    screen.readout.show({ x: event.clientX, y: event.clientY }, { segment: segmentAt(x), ...over(x, y) });
  };
  element.onpointerup = (event) => element.hasPointerCapture(event.pointerId) && drag(event, true);
  element.onpointerleave = () => screen.readout.hide();
  return element;
}

// Ticks of the time axis: 0 at the start, the clip's length at the end.
export function axis({ segments, segment_seconds: second }, every = 1) {
  const tick = (t, unit) => h("span", { style: { left: `${(100 * t) / segments}%` } }, `${round(t * second)}${unit}`);
  const ticks = [];
  for (let t = 0; t < segments - every / 2; t += every) ticks.push(tick(t, ""));
  return h("div", { class: "axis", "aria-hidden": "true" }, ...ticks, tick(segments, " s"));
}

// About `most` ticks, at round steps.
export const every = ({ segments }, most) => [1, 2, 5, 10, 20, 50, 100].find((n) => segments / n <= most) ?? segments;

export const dividers = ({ segments }) =>
  h(
    "div",
    { class: "dividers" },
    ...Array.from({ length: segments - 1 }, (_, t) => h("i", { style: { left: `${(100 * (t + 1)) / segments}%` } })),
  );

// The names of the classes shown, each a button that pins its class; focus reads it out as hovering does.
export function classLabels(screen, classes, modality) {
  const pinned = (index) => screen.state.pins.includes(index);
  const label = ({ index, display, name, hue }) => {
    const button = h(
      "button",
      {
        type: "button",
        "data-class": index,
        title: `${name}: press to ${pinned(index) ? "unpin" : "pin"}`,
        "aria-pressed": pinned(index),
        style: { "--hue": hue },
      },
      h("i", {}),
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
