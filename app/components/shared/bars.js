// Events as bars on a strip of time.

import { h } from "./dom.js";

// Where a stretch of segments lies on a strip.
/** @param {{segments: number}} view @param {number} onset @param {number} offset */
export const span = ({ segments }, onset, offset) => ({
  left: `${(100 * onset) / segments}%`,
  width: `${(100 * (offset - onset)) / segments}%`,
});

// A line of bars: `events` are [kind, onset, offset], kind truth, hit, false-alarm, miss, shut-out or said.
/**
 * @param {{segments: number}} view
 * @param {[string, number, number][]} events
 */
export const bars = (view, events) =>
  h(
    "div",
    { class: "bars" },
    ...events.map(([kind, onset, offset]) => h("div", { class: `event ${kind}`, style: span(view, onset, offset) })),
  );
