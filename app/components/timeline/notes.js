// Star, tags and note of the clip.  They are kept by the server, in the user's own file; what is typed is sent when
// typing pauses and when the note is left.

import { h } from "../shared/dom.js";
import { tag } from "../shared/tags.js";

/** @import { Note } from "../shared/records.d.ts" */
/** @import { Screen } from "./screen.js" */

const PAUSE = 1000; // milliseconds

export class Notes {
  /** @param {Screen} screen */
  constructor(screen) {
    this.screen = screen;
    this.timer = 0;
    /** @type {Note} */
    this.note = { starred: false, tags: [], text: "" }; // as the server has it
    /** @type {Map<string, Partial<Note>>} */
    this.own = new Map(); // by clip: what was said here, which records fetched before do not know
    this.sent = /** @type {string | undefined} */ (undefined);
    this.text = h("textarea", { rows: 2, maxlength: 10000, placeholder: "Note on this clip", "aria-label": "Note" });
    this.text.oninput = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#save(), PAUSE);
      this.#say("");
    };
    this.text.onblur = () => this.#save();
    this.tags = h("ul", { class: "tags", "aria-label": "Tags" });
    this.word = h("input", { maxlength: 30, placeholder: "Add a tag", "aria-label": "Add a tag" });
    this.word.onkeydown = (event) => {
      if (event.key === "Enter") this.#add(); // and gives back nothing: false would take every other key away
    };
    this.status = h("span", { role: "status" });
    const all = h("a", { href: new URL("api/notes.json", document.baseURI).href, download: "" }, "All notes as JSON");
    screen.part("notes").replaceChildren(this.tags, this.text, h("p", { class: "note" }, this.status, all));
  }

  /** @param {Note} known as the server had it @param {boolean} newClip */
  show(known, newClip) {
    const { filename } = this.screen.view.clip;
    if (!newClip) this.own.delete(filename); // the script has answered
    const note = { ...known, ...this.own.get(filename) };
    if (newClip) {
      clearTimeout(this.timer);
      this.text.value = note.text;
      this.#say("");
    } else if (this.sent !== undefined) {
      this.#say(note.text === this.sent ? "Saved" : "Not saved");
      this.sent = undefined;
    }
    this.note = note;
    const star = this.screen.part("star");
    star.setAttribute("aria-pressed", String(note.starred));
    this.#drawTags();
  }

  toggleStar() {
    const starred = !this.note.starred;
    this.screen.part("star").setAttribute("aria-pressed", String(starred));
    this.#tell("star", { starred });
  }

  #add() {
    const word = this.word.value.trim().replace(/\s+/g, " ");
    this.word.value = "";
    if (word && !this.note.tags.includes(word)) this.#tag(word, true);
  }

  /** @param {string} word @param {boolean} on */
  #tag(word, on) {
    const rest = this.note.tags.filter((other) => other !== word);
    this.note = { ...this.note, tags: on ? [...rest, word] : rest };
    this.#drawTags();
    this.#tell("tag", { tag: word, on }, { tags: this.note.tags });
  }

  #drawTags() {
    const typing = /** @type {ShadowRoot} */ (this.word.getRootNode()).activeElement === this.word;
    const cross = (/** @type {string} */ word) =>
      h("button", { type: "button", "aria-label": `Remove the tag ${word}`, onclick: () => this.#tag(word, false) }, "×");
    this.tags.replaceChildren(...this.note.tags.map((word) => tag(word, cross(word))), h("li", {}, this.word));
    if (typing) this.word.focus();
  }

  #save() {
    clearTimeout(this.timer);
    const text = this.text.value.trim();
    if (text === this.note.text || text === this.sent) return;
    this.sent = text;
    this.#tell("note", { text });
  }

  // `known`: what the note is then.
  /** @param {string} name @param {Record<string, any>} said @param {Partial<Note>} known */
  #tell(name, said, known = said) {
    const { view, send } = this.screen;
    const { filename } = view.clip;
    this.own.set(filename, { ...this.own.get(filename), ...known });
    send(name, { clip: filename, ...said });
  }

  /** @param {string} text */
  #say(text) {
    this.status.textContent = text;
  }
}
