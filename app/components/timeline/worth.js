// What each second is worth to p, a map like the others: the models of the runs on show are asked for it where it is
// chosen, one by one, and what they answer is kept while it is of what is on show.

import { SHAPLEY } from "./logic/columns.js";
import { Latest } from "./latest.js";
import { h } from "../shared/dom.js";

/** @import { Grid, Run } from "../shared/records.d.ts" */
/** @import { Shown } from "./logic/maps.js" */
/** @import { Screen } from "./screen.js" */

const KEPT = 24; // answers
const PAUSE = 150; // milliseconds

export class Worth {
  /** @param {Screen} screen */
  constructor(screen) {
    this.screen = screen;
    /** @type {Map<string, {values?: Grid, error?: string}>} */
    this.answers = new Map(); // by question, the oldest first
    this.asking = ""; // the question that has no answer yet
    this.latest = new Latest(screen.provider, h("p"), PAUSE);
  }

  // By slot, what is to be shown of each run; nothing where the map is not chosen.  What is not known yet is asked.
  /** @returns {Record<string, Shown>} */
  shown() {
    const { view, state } = this.screen;
    const kind = view.kinds.find(({ key }) => key === SHAPLEY);
    if (!kind || !state.maps.includes(SHAPLEY) || !view.runs.some((run) => run.live)) return {};
    const { scale, axis, title } = kind;
    this.#askNext();
    const of = (/** @type {Run} */ run) => {
      const { values = null, error = "" } = this.answers.get(this.#question(run)) ?? {};
      const lack = run.live ? error && `gives none: ${error}` : "has no model here to be asked.";
      return { caption: title, lack: values ? "" : lack || "is asked for all subsets of the seconds …", scale, axis, values };
    };
    return Object.fromEntries(view.runs.map((run) => [run.slot, of(run)]));
  }

  close() {
    this.latest.cancel();
  }

  /** @param {Run} run */
  #query(run) {
    const { view, state } = this.screen;
    return { run: run.name, clip: view.clip.filename, removal: state.removal, nothing: state.nothing };
  }

  /** @param {Run} run */
  #question(run) {
    return JSON.stringify(this.#query(run));
  }

  async #askNext() {
    const { screen, answers } = this;
    const run = screen.view.runs.find((run) => run.live && !answers.has(this.#question(run)));
    const question = run ? this.#question(run) : "";
    if (!run || question === this.asking) return;
    this.asking = question;
    const reply = await this.latest.ask("api/shapley", this.#query(run), "Asking the model");
    if (!reply || this.asking !== question) return;
    this.asking = "";
    answers.set(question, reply.error ? { error: reply.error } : { values: reply.answer.values });
    for (const old of [...answers.keys()].slice(0, -KEPT)) answers.delete(old);
    screen.update(); // which asks the next
  }
}
