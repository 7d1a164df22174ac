// What a clip looks like in the table and in the gallery alike.

import { h, icon } from "../shared/dom.js";
import { tags } from "../shared/tags.js";
import { playOnHover } from "./preview.js";

/** @import { ClipCard, ClipsView, Saying } from "../shared/records.d.ts" */

/**
 * What is done with clips: one opened or selected, the list sorted, some starred, tagged.
 * @typedef {object} Tell
 * @property {(event: MouseEvent, clip: ClipCard) => void} open
 * @property {(column: string) => void} sort
 * @property {(event: MouseEvent, clip: ClipCard) => void} select
 * @property {(what: Saying["what"], clips: string[], tag?: string) => void} mark star, unstar, tag or untag
 * @property {(clip: ClipCard) => void} like puts first what is most like it
 */

const STAR = "M8 1.2 10.1 5.6 14.9 6.3 11.4 9.6 12.3 14.4 8 12.1 3.7 14.4 4.6 9.6 1.1 6.3 5.9 5.6Z";

// A link that opens the clip; as an address it also works in a new tab.
/**
 * @param {ClipsView} view
 * @param {Tell} tell
 * @param {ClipCard} clip
 * @param {Record<string, any>} attributes
 * @param {(Node | string)[]} children
 */
export function link(view, tell, clip, attributes, ...children) {
  const address = new URL(view.link, document.baseURI);
  address.searchParams.set("clip", clip.filename);
  return h("a", { href: address.href, onclick: (event) => tell.open(event, clip), ...attributes }, ...children);
}

// A frame of the clip, which plays while the pointer rests on `zone`, or on the picture.
/** @param {ClipCard} clip @param {HTMLElement} [zone] */
export function thumbnail(clip, zone) {
  if (!clip.picture) return h("div", { class: "picture none" }, "no video");
  const src = new URL(`api/clips/${encodeURIComponent(clip.filename)}/still`, document.baseURI).href;
  const picture = h("div", { class: "picture" }, h("img", { src, alt: "", loading: "lazy" }));
  playOnHover(zone ?? picture, picture, clip);
  return picture;
}

// A switch, or, where nothing is changed, what it says.
/** @param {ClipsView} view @param {Tell} tell @param {ClipCard} clip */
export function star(view, tell, clip) {
  if (view.read_only) {
    return clip.starred ? h("span", { class: "star starred", role: "img", "aria-label": "Starred" }, icon(STAR)) : "";
  }
  const what = clip.starred ? "unstar" : "star";
  const label = `${clip.starred ? "Unstar" : "Star"} ${clip.id}`;
  const attributes = { class: "star", type: "button", "aria-pressed": clip.starred, "aria-label": label, title: label };
  const focus = `star ${clip.filename}`;
  return h("button", { ...attributes, "data-focus": focus, onclick: () => tell.mark(what, [clip.filename]) }, icon(STAR));
}

/** @param {Tell} tell @param {ClipCard} clip */
export function more(tell, clip) {
  const attributes = { class: "more", type: "button", title: `The clips most like ${clip.id} first` };
  return h("button", { ...attributes, "data-focus": `more ${clip.filename}`, onclick: () => tell.like(clip) }, "More like this");
}

// The box that selects a clip.
/** @param {Tell} tell @param {ClipCard} clip */
export function box(tell, clip) {
  const label = `Select ${clip.id}`;
  const attributes = { type: "checkbox", class: "select", value: clip.filename, "aria-label": label, title: `${label}; with Shift all from the last one` };
  return h("input", { ...attributes, "data-focus": `select ${clip.filename}`, onclick: (event) => tell.select(event, clip) });
}

// What the user says of a clip.
/** @param {ClipCard} clip */
export const said = (clip) =>
  [tags(clip.tags), ...[clip.note, clip.by].filter(Boolean).map((text) => h("small", { class: "remark", title: text }, text))];
