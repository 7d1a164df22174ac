// Words as queries: the run's own model is asked with the vector of any word in place of a class, on the way between
// two words, or without what it shares with a class; P and maps of the answer stand beside those of the class.

import { paintCells } from "../cells.js";
import { h, select, symbol } from "../../shared/dom.js";
import { fixed } from "../../shared/numbers.js";
import { MODALITIES } from "../logic/gates.js";
import { scaleOf, scalesOf } from "../logic/scales.js";
import { MODALITY } from "../logic/words.js";
import { Latest } from "../latest.js";

/** @import { MapKind, Modality, Run } from "../../shared/records.d.ts" */
/** @import { Screen } from "../screen.js" */
/** @typedef {Record<Modality, number[]>} Row */
/** @typedef {{p: Record<Modality, number>, P: Row, maps: Record<string, Row>}} Said */

const PAUSE = 250; // milliseconds of no typing before it is asked
const HINT = "Ask the model with any word in place of a class, such as puppy, or on the way from it to another.";
const BEYOND = "It was trained with the vectors of its classes alone: what it says of any other is extrapolated.";

export class Words {
  /** @param {Screen} screen @param {() => Run} chosen the run that is asked */
  constructor(screen, chosen) {
    this.screen = screen;
    this.chosen = chosen;
    this.question = "";
    const ask = () => this.draw();
    this.first = word("Word to ask with", "a word", ask);
    this.second = word("Second word", "towards another", ask);
    this.share = h("input", { type: "range", min: 0, max: 1, step: 0.05, value: 0, "aria-label": "How far towards the second" });
    this.share.oninput = ask;
    this.less = h("input", { type: "checkbox" });
    this.less.onchange = ask;
    this.beside = h("span"); // the list of classes
    this.index = ""; // of the class beside it; empty for the nearest
    this.table = h("table", { class: "asked", hidden: true });
    this.caption = h("figcaption", { role: "status" }, HINT);
    this.latest = new Latest(screen.provider, this.caption, PAUSE);
    const less = h("label", { class: "line" }, this.less, "remove the class's direction");
    const line = h("div", { class: "line" }, h("h3", {}, "Words as queries"), this.first, this.second, this.share, this.beside, less);
    this.element = h("figure", { class: "words" }, line, this.table, this.caption);
  }

  async draw() {
    const { screen, first, second, share, less, index } = this;
    const { view, state, theme } = screen;
    const [run, word] = [this.chosen(), first.value.trim()];
    share.disabled = !second.value.trim();
    less.disabled = !word;
    this.#list();
    const { block, head } = state;
    const way = share.disabled ? 0 : share.value;
    const asked = { run: run.name, clip: view.clip.filename, first: word, second: second.value.trim(), share: way };
    const query = { ...asked, less: Number(less.checked), class: index, block, head };
    const question = JSON.stringify([query, theme, this.element.clientWidth > 0]);
    if (this.question === question) return;
    this.question = question;
    if (!word) {
      this.latest.cancel();
      this.#say(HINT);
      return;
    }
    const reply = await this.latest.ask("api/words", query, "Asking the model");
    if (!reply || this.question !== question) return;
    if (reply.error) this.#say(reply.error);
    else this.#show(reply.answer, run);
  }

  close() {
    this.latest.cancel();
  }

  #list() {
    const classes = this.screen.view.classes.map(({ index, display }) => [index, display]);
    const options = [["", "beside the nearest class"], ...classes];
    if (this.beside.querySelectorAll("option").length === options.length) return;
    this.beside.replaceChildren(
      select("Class beside the word", options, this.index, (index) => {
        this.index = index;
        this.draw();
      }),
    );
  }

  /** @param {string} text */
  #say(text) {
    this.table.hidden = true;
    this.caption.textContent = text;
  }

  /** @param {{word: Said, class: Said, beside: number, nearest: {index: number, cosine: number}[], kept: number, milliseconds: number}} answer @param {Run} run */
  #show(answer, run) {
    const { view, state, theme } = this.screen;
    const { word, class: own, beside, nearest, kept, milliseconds } = answer;
    const named = (/** @type {number} */ index) => view.classes[index].display;
    const names = [this.#name(named(beside)), named(beside)];
    const kinds = ["P", ...Object.keys(word.maps)].flatMap((key) => view.kinds.filter((kind) => kind.key === key)).map(softened);
    const of = (/** @type {Said} */ said, /** @type {MapKind} */ { key }) => (key === "P" ? said.P : said.maps[key]);
    const pair = view.classes.slice(0, 2).map((category, index) => ({ ...category, index }));
    const rows = kinds.flatMap((kind) => {
      const both = [of(word, kind), of(own, kind)];
      const values = { audio: both.map((row) => row.audio), visual: both.map((row) => row.visual) };
      const column = { ...kind, caption: "", lack: "", values };
      const scale = scalesOf([column], view, pair, state.threshold)[scaleOf(kind)];
      return both.map((row, i) =>
        h(
          "tr",
          {},
          i ? h("td") : h("th", { scope: "row" }, symbol(kind.symbol, kind.raised, kind.lowered)),
          h("td", {}, names[i]),
          ...MODALITIES.map((m) => h("td", {}, cells(row[m], scale, theme, `${kind.title} of ${names[i]}, ${MODALITY[m].title}`))),
        ),
      );
    });
    const heads = ["", "", ...MODALITIES.map((m) => MODALITY[m].title)].map((text) => h(text ? "th" : "td", text ? { scope: "col" } : {}, text));
    this.table.replaceChildren(h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows));
    this.table.hidden = false;
    const p = MODALITIES.flatMap((m, i) => [
      i ? "; " : "",
      h("i", {}, "p"),
      h("sup", {}, MODALITY[m].letter),
      ` of ${names[0]} ${word.p[m].toFixed(3)}, of ${names[1]} ${own.p[m].toFixed(3)}`,
    ]);
    const near = nearest.map(({ index, cosine }) => `${named(index)} ${fixed(cosine, 2)}`).join(", ");
    const left = this.less.checked ? ` Without what it shares with ${names[1]}, ${Math.round(100 * kept)} % of the vector's length is left.` : "";
    this.caption.replaceChildren(
      ...p,
      ` (${run.title}). Nearest classes by cosine: ${near}.${left} ${BEYOND} Computed in ${Math.round(milliseconds)} ms.`,
    );
  }

  // What the model was asked with, for people.
  /** @param {string} beside */
  #name(beside) {
    const [first, second] = [this.first.value.trim(), this.second.value.trim()];
    const share = Number(this.share.value);
    const mixed = second && share ? `${fixed(1 - share, 2)} ${first} + ${fixed(share, 2)} ${second}` : first;
    return this.less.checked ? `${mixed}, less ${beside}` : mixed;
  }
}

// Scores come after a softmax over time.
/** @param {MapKind} kind @returns {MapKind} */
const softened = (kind) => (kind.scale === "scores" ? { ...kind, scale: "attention", axis: "time" } : kind);

/** @param {string} label @param {string} placeholder @param {() => void} oninput */
function word(label, placeholder, oninput) {
  const box = { placeholder, maxlength: 80, size: 14, autocomplete: "off", spellcheck: "false" };
  return h("input", { ...box, "aria-label": label, oninput });
}

/** @param {number[]} values @param {import("../logic/scales.js").Scale} scale @param {string} theme @param {string} what */
function cells(values, scale, theme, what) {
  const said = values.map((value) => fixed(value, 2)).join(" ");
  const canvas = h("canvas", { role: "img", "aria-label": `${what}: ${said}`, title: said });
  paintCells(canvas, [values], scale, theme, { width: 20 * values.length, height: 16, from: 0, to: values.length });
  return canvas;
}
