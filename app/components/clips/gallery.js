// The page as cards.

import { apart, between, labels, round, strip } from "../shared/cards.js";
import { h } from "../shared/dom.js";
import { box, link, more, said, star, thumbnail } from "./parts.js";

/** @import { ClipCard, ClipsView, Modality } from "../shared/records.d.ts" */
/** @import { Tell } from "./parts.js" */

/** @param {ClipsView} view @param {Tell} tell */
export function gallery(view, tell) {
  return h("ul", { class: "gallery" }, ...view.clips.map((clip) => card(view, tell, clip)));
}

/** @param {ClipsView} view @param {Tell} tell @param {ClipCard} clip */
function card(view, tell, clip) {
  const scores = view.runs.map(({ slot, short }) => h("span", {}, h("b", {}, short), ` ${round(clip.scores[slot])}`));
  if (view.runs.length === 2) scores.push(h("strong", { title: between(view) }, apart(clip.difference)));
  const facts = [
    clip.overlapping ? `${clip.overlapping} overlapping` : "",
    clip.agreement === null ? "" : `agreement ${clip.agreement.toFixed(2)}`,
    clip.off_screen ? "off-screen sound" : "",
  ].filter(Boolean);
  const modalities = /** @type {Modality[]} */ (["audio", "visual"]);
  const strips = modalities.map((m) => h("figure", {}, h("figcaption", {}, m), strip(view, clip, m)));
  const element = h("li", { class: "card" });
  const open = { "data-focus": clip.filename, "aria-label": `Open ${clip.id}` };
  element.append(
    link(
      view,
      tell,
      clip,
      open,
      thumbnail(clip, element),
      h("div", { class: "names" }, h("span", { class: "id" }, clip.id), labels(view, clip), ...said(clip)),
      h("div", { class: "strips" }, ...strips),
      h("div", { class: "scores" }, ...scores),
      facts.length ? h("small", {}, facts.join("\u00a0· ")) : "",
    ),
    box(tell, clip),
    star(view, tell, clip),
    more(tell, clip),
  );
  return element;
}
