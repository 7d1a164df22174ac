// Which clip is on show: a box to find another by name or class, the neighbours in the list, and the way out of a
// filter.

import { h, icon } from "../shared/dom.js";
import { nameOf } from "./keys.js";

/** @import { Screen } from "./screen.js" */

const PAUSE = 150; // milliseconds of no typing before it is asked for
const BACK = "M10.500 3 5.500 8l5 5z";
const ON = "M5.500 3 10.500 8l-5 5z";

export class Picker {
  /** @param {Screen} screen */
  constructor(screen) {
    this.screen = screen;
    /** @type {{filename: string, label: string}[]} */
    this.found = [];
    this.timer = 0;
    this.options = h("datalist", { id: "found" });
    this.box = h("input", { list: "found", "aria-label": "Clip", autocomplete: "off", spellcheck: "false" });
    this.box.onfocus = () => {
      this.box.value = ""; // or the browser offers only what holds the name on show
      this.#find("");
    };
    this.box.oninput = () => this.#typed();
    this.box.onblur = () => this.draw();
    this.box.onkeydown = (event) => {
      if (event.key === "Escape") this.box.blur();
      if (event.key === "Enter" && this.found.length) this.#open(this.found[0].filename);
    };
    const back = step("Previous", BACK, nameOf("previousClip"), () => screen.steps.by(-1));
    const on = step("Next", ON, nameOf("nextClip"), () => screen.steps.by(1));
    this.steps = [back, on];
    this.place = h("span", { role: "status" });
    this.all = h("button", { type: "button", class: "all", title: "Step through all clips again" }, "All clips");
    this.all.onclick = () => screen.steps.to(screen.view.clip.filename, "");
    this.line = h("div", { class: "line" }, back, on, this.place, this.all);
    screen.part("picker").replaceChildren(this.box, this.options, this.line);
  }

  draw() {
    const { clip, list } = this.screen.view;
    if (!this.box.matches(":focus")) this.box.value = clip.label;
    this.box.title = clip.filename;
    this.box.placeholder = clip.label;
    for (const button of this.steps) button.disabled = !list.ahead.length;
    const place = list.place ? list.place.toLocaleString("en") : "none";
    this.place.textContent = `${place} of ${list.count.toLocaleString("en")}${list.filtered ? " filtered" : ""}`;
    this.all.hidden = !list.filtered;
    this.line.hidden = list.count === 1 && !list.filtered; // nowhere to go
  }

  // Say that another clip is on its way.
  wait() {
    this.place.textContent = "Loading…";
  }

  #typed() {
    const chosen = this.found.find(({ label }) => label === this.box.value);
    clearTimeout(this.timer);
    if (chosen) this.#open(chosen.filename);
    else this.timer = setTimeout(() => this.#find(this.box.value), PAUSE);
  }

  /** @param {string} text */
  async #find(text) {
    const { screen, box } = this;
    const found = await screen.provider.find(text, screen.view).catch(() => []);
    if (box.value !== text) return; // typed on meanwhile
    this.found = found;
    this.options.replaceChildren(...found.map(({ label }) => h("option", { value: label })));
    box.setCustomValidity(found.length ? "" : "No clip is called so");
    box.reportValidity();
  }

  /** @param {string} filename */
  #open(filename) {
    this.box.blur();
    this.screen.steps.to(filename);
  }
}

/** @param {string} text @param {string} path @param {string} title @param {() => void} onclick */
function step(text, path, title, onclick) {
  const parts = text === "Next" ? [text, icon(path)] : [icon(path), text];
  return h("button", { type: "button", class: "step", title, "aria-label": text, onclick }, ...parts);
}
