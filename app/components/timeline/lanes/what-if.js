// What if some seconds of sound or of picture were not there, or the decoder did without them?  The run's own model
// answers: its P′ joins maps, bars and scores, and the difference the maps.

import { h, select } from "../../shared/dom.js";
import { titleOf } from "../logic/columns.js";
import { subjectOf } from "../logic/lines.js";
import { mostChanged, NOTHINGS, REMOVALS, standIns } from "../logic/removal.js";
import { MODALITY, stretch } from "../logic/words.js";
import { Latest } from "../latest.js";
import { dividers, track } from "../tracks.js";
import { cuts, markCuts, painter } from "./cuts.js";
import { Deletion } from "./deletion.js";
import { Words } from "./words.js";

/** @import { Run } from "../../shared/records.d.ts" */
/** @import { Screen } from "../screen.js" */

/** @typedef {"silence" | "blank"} Key */

const KEYS = /** @type {Key[]} */ (["silence", "blank"]);
const ROWS = {
  silence: { title: "Sound", verb: "Silence", all: "Silence all" },
  blank: { title: "Picture", verb: "Blank", all: "Blank all" },
};
const Z = "z: distance from the mean in standard deviations, root mean square over the features of a second";
const HINT = "Drag over seconds here, or over the lanes of sound and picture, to take them away.";
const PAUSE = 60; // milliseconds: dragging over seconds asks once a while

export class WhatIfLane {
  /** @param {Screen} screen */
  constructor(screen) {
    this.screen = screen;
    this.element = h("div", { class: "body what-if" });
    this.status = h("p", { class: "note", role: "status", title: Z });
    this.cells = { silence: h("div"), blank: h("div") };
    this.pick = h("select"); // of the run that is asked
    this.lists = {
      removal: this.#list("removal", "How seconds are taken away", REMOVALS),
      nothing: this.#list("nothing", "In place of seconds", NOTHINGS),
    };
    this.signature = "";
    this.question = "";
    this.loaded = new Set(); // names of runs whose model has answered
    this.latest = new Latest(screen.provider, this.status, PAUSE);
    this.deletion = new Deletion(screen, () => this.run);
    this.words = new Words(screen, () => this.run);
  }

  // The run that is asked: the one chosen, or the first on show that has a model.
  get run() {
    const live = this.#live();
    return live.find(({ slot }) => slot === this.screen.state.model) ?? live[0];
  }

  draw() {
    const { screen } = this;
    const { view, state } = screen;
    const signature = JSON.stringify([view.segments, view.runs.map((run) => [run.slot, run.name, run.live])]);
    if (this.signature !== signature) {
      this.signature = signature;
      this.#build();
    }
    if (!this.run) return undefined;
    const { removal, nothing } = this.lists;
    this.pick.value = this.run.slot;
    removal.value = state.removal;
    nothing.value = state.nothing;
    nothing.disabled = state.removal !== "input";
    for (const key of KEYS) {
      markCuts(this.cells[key], state[key]);
      const pressed = (/** @type {number} */ t) => String(state[key].includes(t));
      [...this.cells[key].children].forEach((cell, t) => cell.setAttribute("aria-pressed", pressed(t)));
    }
    this.#ask();
    this.words.draw();
    return this.deletion.draw();
  }

  close() {
    this.latest.cancel();
    this.deletion.close();
    this.words.close();
  }

  #live() {
    return this.screen.view.runs.filter((run) => run.live);
  }

  #build() {
    const { screen, element } = this;
    if (!this.run) {
      element.replaceChildren(h("p", { class: "note empty" }, screen.provider.unasked));
      return;
    }
    const runs = this.#live().map((run) => [run.slot, titleOf(run)]);
    this.pick = select("Run of the what-if", runs, this.run.slot, (model) => screen.set({ model }));
    const every = Array.from({ length: screen.view.segments }, (_, t) => t);
    const all = KEYS.map((key) => button(ROWS[key].all, () => screen.set({ [key]: every })));
    const clear = button("Clear", () => screen.set({ silence: [], blank: [] }));
    const rows = KEYS.flatMap((key) => [h("h3", {}, ROWS[key].title), this.#row(key, ROWS[key])]);
    const bar = h("div", { class: "line" }, this.pick, ...Object.values(this.lists), ...all, clear);
    element.replaceChildren(bar, ...rows, this.status, this.deletion.element, this.words.element);
  }

  /** @param {"removal" | "nothing"} key @param {string} label @param {Record<string, string>} options */
  #list(key, label, options) {
    const { screen } = this;
    return select(label, Object.entries(options), screen.state?.[key] ?? "", (value) => screen.set({ [key]: value }));
  }

  /** @param {Key} key @param {{title: string, verb: string}} row */
  #row(key, { title, verb }) {
    const { screen } = this;
    const strip = cuts(screen.view, (t) => {
      const cell = h("button", { type: "button", "aria-label": `${verb} ${stretch(screen.view, t, t + 1)}` });
      cell.onclick = ({ detail }) => detail === 0 && paint.over(t, t, true); // by keyboard; the track has the pointer
      return cell;
    });
    const paint = painter(screen, key);
    this.cells[key] = strip;
    return track(screen, { label: `${title} taken away`, select: paint, role: "group" }, strip, dividers(screen.view));
  }

  // Ask the model where something is taken away that was not asked before; where nothing is, have it loaded ahead.
  async #ask() {
    const { screen, run, status, latest, loaded } = this;
    const { view, state } = screen;
    const { silence, blank, removal, nothing } = state;
    const subject = subjectOf(view);
    const taken = { silence: silence.join("."), blank: blank.join(".") };
    const query = { run: run.name, clip: view.clip.filename, ...taken, removal, nothing };
    const question = JSON.stringify([query, subject]);
    if (this.question === question) return;
    this.question = question;
    const some = silence.length + blank.length > 0;
    if (!some) {
      latest.cancel();
      status.textContent = HINT;
      if (screen.primed) screen.setWhatIf(null);
      if (loaded.has(run.name)) return;
    }
    const before = screen.primed ? "P′ as of before; asking the model" : "Asking the model";
    const reply = await latest.ask("api/what-if", query, some ? before : "Loading the model");
    if (!reply) return;
    const { error, answer, milliseconds } = reply;
    if (!error) loaded.add(run.name);
    status.replaceChildren(...(error ? [error] : some ? this.#said(run, answer, milliseconds ?? 0) : [HINT]));
    if (some) screen.setWhatIf(error ? null : { subject, slot: run.slot, ...answer });
  }

  /** @param {Run} run @param {any} answer @param {number} milliseconds @returns {(string | Node)[]} */
  #said(run, answer, milliseconds) {
    const { modality, index, before, after } = mostChanged(run, answer);
    const { display } = this.screen.view.classes[index];
    return [
      `P′ after ${Math.round(milliseconds)} ms; most changed: `,
      h("i", {}, "p"),
      h("sup", {}, MODALITY[modality].letter),
      ` of ${display}, ${before.toFixed(3)} → ${after.toFixed(3)}. ${standIns(answer.replaced).join(" ")}`,
    ];
  }
}

/** @param {string} text @param {() => void} onclick */
const button = (text, onclick) => h("button", { type: "button", onclick }, text);
