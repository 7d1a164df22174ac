// What a clip looks like in the table and in the gallery alike.

import { bars } from "../shared/bars.js";
import { h, icon } from "../shared/dom.js";
import { eventsOf, outcomes } from "../shared/events.js";

const STAR = "M8 1.2 10.1 5.6 14.9 6.3 11.4 9.6 12.3 14.4 8 12.1 3.7 14.4 4.6 9.6 1.1 6.3 5.9 5.6Z";

export const round = (value) => (value === null || value === undefined ? "–" : value.toFixed(1));
export const signed = (value) => (value === null ? "–" : `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`);

// A link that opens the clip; as an address it also works in a new tab.
export function link(view, tell, clip, attributes, ...children) {
  const address = new URL(view.link, document.baseURI);
  address.searchParams.set("clip", clip.filename);
  return h("a", { href: address.href, onclick: (event) => tell.open(event, clip), ...attributes }, ...children);
}

export function thumbnail(clip) {
  if (!clip.picture) return h("div", { class: "picture none" }, "no video");
  const src = new URL(`api/clips/${encodeURIComponent(clip.filename)}/still`, document.baseURI).href;
  return h("div", { class: "picture" }, h("img", { src, alt: "", loading: "lazy", }));
}

export function star(tell, clip) {
  const label = `${clip.starred ? "Unstar" : "Star"} ${clip.id}`;
  const attributes = { class: "star", type: "button", "aria-pressed": clip.starred, "aria-label": label, title: label };
  const focus = `star ${clip.filename}`;
  return h("button", { ...attributes, "data-focus": focus, onclick: () => tell.star(clip) }, icon(STAR));
}

export function labels(view, clip) {
  const name = ({ display, hue }) => h("span", { style: { "--hue": hue } }, h("i", {}), display);
  return h("div", { class: "labels" }, ...clip.labels.map((index) => name(view.classes[index])));
}

// One row a class: truth over run A over run B, in one modality.
export function strip(view, clip, modality) {
  const rows = clip.rows.filter((row) => [row.truth, row.A, row.B].some((grid) => grid?.[modality].some(Boolean)));
  const draw = (row) => {
    const truth = view.dense ? row.truth[modality] : null;
    const lines = truth ? [bars(view, eventsOf(truth).map((event) => ["truth", ...event]))] : [];
    for (const slot of view.slots) lines.push(bars(view, row[slot] ? outcomes(row[slot][modality], truth) : []));
    const { hue, display } = view.classes[row.index];
    return h("div", { class: "strip-row", style: { "--hue": hue }, title: display }, ...lines);
  };
  const names = rows.map((row) => view.classes[row.index].display).join(", ") || "nothing";
  const label = `${modality === "audio" ? "Heard" : "Seen"}: ${names}`;
  return h("div", { class: "strip", role: "img", "aria-label": label }, ...rows.map(draw));
}
