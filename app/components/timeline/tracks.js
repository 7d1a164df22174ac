// What bars and maps share: a strip of time with a playhead, that seeks where it is clicked and scrubs when dragged.

import { h } from "./dom.js";

// `at(event)` gives the pointer's place in [0, 1) x [0, 1); `snap(seconds)` where a click goes.
export function track(screen, { label, snap = (seconds) => seconds, describe }, ...children) {
  const element = h("div", { class: "track", role: "img", "aria-label": label }, ...children);
  element.append(h("div", { class: "heads" }, h("div", { class: "playhead" })));
  const at = (event) => {
    const box = element.getBoundingClientRect();
    const part = (x, size) => Math.min(0.999999, Math.max(0, x / size));
    return [part(event.clientX - box.left, box.width), part(event.clientY - box.top, box.height)];
  };
  const seek = (event) => screen.clock.seek(snap(at(event)[0] * screen.duration));
  element.onpointerdown = (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    seek(event);
  };
  element.onpointermove = (event) => {
    if (element.hasPointerCapture(event.pointerId)) seek(event);
    screen.readout.show(event, describe(...at(event)));
  };
  element.onpointerleave = () => screen.readout.hide();
  return element;
}

// Ticks below a strip: 0 at its start, the clip's length at its end.
export function axis(view, every = 1) {
  const ticks = [];
  for (let t = 0; t <= view.segments; t += every) {
    const seconds = +(t * view.segment_seconds).toFixed(2);
    const text = t === view.segments ? `${seconds} s` : `${seconds}`;
    ticks.push(h("span", { style: { left: `${(100 * t) / view.segments}%` } }, text));
  }
  return h("div", { class: "axis", "aria-hidden": "true" }, ...ticks);
}

export const span = (view, [onset, offset]) => {
  const duration = view.segments * view.segment_seconds;
  return { left: `${(100 * onset) / duration}%`, width: `${(100 * (offset - onset)) / duration}%` };
};
