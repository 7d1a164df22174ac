// Events as bars on a strip of time.

import { h } from "./dom.js";

// Where a stretch of segments lies on a strip.
export const span = ({ segments }, onset, offset) => ({
  left: `${(100 * onset) / segments}%`,
  width: `${(100 * (offset - onset)) / segments}%`,
});

// A line of bars: `events` are [kind, onset, offset], kind truth, hit, false-alarm, miss or said.
export const bars = (view, events) =>
  h(
    "div",
    { class: "bars" },
    ...events.map(([kind, ...event]) => h("div", { class: `event ${kind}`, style: span(view, ...event) })),
  );
