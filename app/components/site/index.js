// The entry of a site's index: its cards, and the filters that need no server.

import { apart, between, labels, round, strip } from "../shared/cards.js";
import { h, select } from "../shared/dom.js";
import { kinds } from "../shared/legend.js";
import { themeOf } from "../shared/theme.js";
import { ANY, choiceOf, chosen, hashOf } from "./logic/filter.js";

/** @import { ClipCard, ClipsView, Modality } from "../shared/records.d.ts" */
/** @import { Choice } from "./logic/filter.js" */

/** @typedef {ClipCard & {page: string, still: string}} SiteCard addresses of the clip's page and of a frame, or "" */

const block = /** @type {HTMLElement} */ (document.querySelector("#view"));
/** @type {ClipsView & {clips: SiteCard[]}} */
const view = JSON.parse(block.textContent ?? "");
const root = /** @type {HTMLElement} */ (document.querySelector(".clips"));
const filters = /** @type {HTMLElement} */ (document.querySelector(".filters"));
const legend = /** @type {HTMLElement} */ (document.querySelector(".legend"));

const present = view.classes.filter(({ index }) => view.clips.some((clip) => clip.labels.includes(index)));
const [one, other] = view.runs.map(({ short }) => short);
const text = h("input", { type: "search", placeholder: "clip or class", "aria-label": "Clips whose name or class holds" });
const which = select("Class", [["", "any class"], ...present.map(({ index, display }) => [index, display])], "", () => take());
const overlap = h("input", { type: "checkbox" });
const unseen = h("input", { type: "checkbox" });
const better = select("Which run is better", [["", "either better"], ["1", `${one} better`], ["2", `${other} better`]], "", () => take());
const sort = select("Order", [["listed", "as listed"], ["name", "by name"], ["difference", "by difference"]], "listed", () => take());
const count = h("strong", { role: "status" });
const clear = h("button", { type: "button", onclick: () => put(ANY) }, "All clips");
const ticks = view.dense
  ? [h("label", {}, overlap, " overlapping events"), h("label", {}, unseen, " heard, never seen")]
  : [];
filters.append(text, which, ...ticks, ...(other && view.dense ? [better] : []), sort, count, clear);
text.oninput = overlap.onchange = unseen.onchange = () => take();
legend.append(kinds({ dense: view.dense, joint: false }), h("small", {}, `A row of bars is a class: ${[...(view.dense ? ["truth"] : []), ...view.runs.map(({ short }) => short)].join(" over ")}.`));

// What the filters say, drawn and kept in the address.
function take() {
  const tick = (/** @type {HTMLInputElement} */ box) => (box.checked ? "1" : "");
  put({
    text: text.value,
    class: which.value,
    overlap: tick(overlap),
    unseen: tick(unseen),
    better: better.value,
    sort: sort.value,
  });
}

/** @param {Choice} choice */
function put(choice) {
  const hash = hashOf(choice);
  if (hash !== location.hash.slice(1)) history.replaceState(null, "", `#${hash}`);
  show(choice);
}

/** @param {Choice} choice */
function show(choice) {
  if (text.value !== choice.text) text.value = choice.text;
  for (const [list, value] of /** @type {[HTMLSelectElement, string][]} */ ([[which, choice.class], [better, choice.better], [sort, choice.sort]])) {
    list.value = value;
  }
  overlap.checked = choice.overlap === "1";
  unseen.checked = choice.unseen === "1";
  const found = chosen(view.clips, view.classes, choice);
  count.textContent = `${found.length} of ${view.clips.length} clips`;
  document.body.dataset.theme = themeOf(document.body);
  root.replaceChildren(h("ul", { class: "gallery" }, .../** @type {SiteCard[]} */ (found).map(card)));
  root.dataset.ready = found.map((clip) => clip.filename).join(" ");
}

/** @param {SiteCard} clip */
function card(clip) {
  const scores = view.runs.map(({ slot, short }) => h("span", {}, h("b", {}, short), ` ${round(clip.scores[slot])}`));
  if (view.runs.length === 2) scores.push(h("strong", { title: between(view) }, apart(clip.difference)));
  const facts = [clip.overlapping ? `${clip.overlapping} overlapping` : "", clip.off_screen ? "off-screen sound" : ""];
  const modalities = /** @type {Modality[]} */ (["audio", "visual"]);
  const strips = modalities.map((m) => h("figure", {}, h("figcaption", {}, m), strip(view, clip, m)));
  const image = clip.still ? h("img", { src: clip.still, alt: "", loading: "lazy" }) : "no video";
  return h(
    "li",
    { class: "card" },
    h(
      "a",
      { href: clip.page, "aria-label": `Open ${clip.id}` },
      h("div", { class: clip.still ? "picture" : "picture none" }, image),
      h("div", { class: "names" }, h("span", { class: "id" }, clip.id), labels(view, clip)),
      h("div", { class: "strips" }, ...strips),
      h("div", { class: "scores" }, ...(view.dense ? scores : [])),
      h("small", {}, facts.filter(Boolean).join(" · ")),
    ),
  );
}

show(choiceOf(location.hash));
addEventListener("hashchange", () => show(choiceOf(location.hash)));
matchMedia("(prefers-color-scheme: dark)").onchange = () => show(choiceOf(location.hash));
