// What this is and what is on show, in a line above every screen; `?` opens the panel that explains the screen.

import { loadAhead } from "../shared/ahead.js";
import { h, mark } from "../shared/dom.js";
import { isTyping } from "../shared/keys.js";
import { themeOf } from "../shared/theme.js";
import { glossary } from "./glossary.js";
import { Tour } from "./tour.js";

/** @import { AboutView } from "../shared/records.d.ts" */

/** @type {WeakMap<Element, About>} */
const drawn = new WeakMap();

class About {
  /** @type {AboutView} */ view;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.panel = /** @type {HTMLDialogElement} */ (root.querySelector(".panel"));
    this.panel.onclick = (event) => {
      if (event.target === this.panel) this.panel.close();
    };
    this.tour = new Tour(root);
    this.listener = (/** @type {KeyboardEvent} */ event) => this.#press(event);
    document.addEventListener("keydown", this.listener);
  }

  /** @param {AboutView} view */
  show(view) {
    const moved = this.view && this.view.screen !== view.screen;
    this.view = view;
    this.root.dataset.theme = themeOf(this.root);
    const runs = view.runs.flatMap(({ slot, title }) => [h("span", { class: "run" }, mark(slot), title)]);
    const open = h("button", { type: "button", class: "open", title: "About this view (?)", onclick: () => this.open() }, "About this view");
    const line = h("span", { class: "line" }, view.line);
    const shown = h("span", { class: "shown" }, h("span", {}, view.data), ...runs, h("span", { class: "notice" }, view.notice));
    this.root.querySelector(".what")?.replaceChildren(h("strong", {}, view.name), line, shown, open);
    if (moved) this.tour.leave();
    if (view.toured) this.tour.offer();
    loadAhead(view.ahead);
  }

  open() {
    const { panel, view } = this;
    const close = h("button", { type: "button", onclick: () => panel.close() }, "Close");
    const start = () => {
      panel.close();
      this.tour.start();
    };
    const tour = view.toured ? [h("button", { type: "button", onclick: start }, "Take the tour")] : [];
    panel.replaceChildren(
      h("header", {}, h("h2", { id: "about-title" }, view.title), ...tour, close),
      ...view.text.map((text) => h("p", {}, text)),
      glossary(view),
    );
    panel.showModal();
    panel.scrollTop = 0;
  }

  close() {
    document.removeEventListener("keydown", this.listener);
    this.tour.leave();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key !== "?" || isTyping(event)) return;
    event.preventDefault();
    this.open();
  }
}

/** @param {{data: AboutView, parentElement: HTMLElement}} given */
export default function ({ data: view, parentElement }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".about"));
  const about = drawn.get(root) ?? new About(root);
  drawn.set(root, about);
  about.show(view);
  return () => {
    drawn.delete(root);
    about.close();
  };
}
