// Star, tags and note of the clip.  They are kept by the server, in the user's own file; what is typed is told when
// typing pauses and when the note is left, with what it was typed over: where another wrote meanwhile, the server
// keeps both.

import { h } from "../shared/dom.js";
import { LEFT, post } from "../shared/post.js";
import { tag } from "../shared/tags.js";

/** @import { Note, Saying, View, Wrote } from "../shared/records.d.ts" */
/** @import { Screen } from "./screen.js" */

const PAUSE = 1000; // milliseconds

export class Notes {
  /** @param {Screen} screen */
  constructor(screen) {
    this.screen = screen;
    this.timer = 0;
    this.leave = () => this.#save();
    /** @type {Note} */
    this.note = { starred: false, tags: [], text: "", by: "" }; // as the server has it
    /** @type {Map<string, Partial<Note>>} */
    this.own = new Map(); // by clip: what was said here, which records fetched before do not know
    /** @type {string[]} */
    this.base = [""]; // what the note may be by now, as far as is known here: as it was shown, and as it was told since
    this.text = h("textarea", { rows: 2, maxlength: 10000, placeholder: "Note on this clip", "aria-label": "Note" });
    this.text.oninput = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#save(), PAUSE);
      this.#say("");
    };
    this.text.onblur = this.leave;
    for (const sign of LEFT) addEventListener(sign, this.leave);
    this.tags = h("ul", { class: "tags", "aria-label": "Tags" });
    this.word = h("input", { maxlength: 30, placeholder: "Add a tag", "aria-label": "Add a tag" });
    this.word.onkeydown = (event) => {
      if (event.key === "Enter") this.#add(); // and gives back nothing: false would take every other key away
    };
    this.plain = h("p", { class: "plain" }); // in place of the box where nothing is changed
    this.by = h("span");
    this.status = h("span", { role: "status" });
    const said = h("span", {}, this.by, " ", this.status);
    const all = h("a", { href: new URL("api/notes.json", document.baseURI).href, download: "" }, "All notes as JSON");
    screen.part("notes").replaceChildren(this.tags, this.text, h("p", { class: "note" }, said, all));
  }

  /** @param {Note | null} known as the server had it @param {boolean} newClip */
  show(known, newClip) {
    const star = /** @type {HTMLButtonElement} */ (this.screen.part("star"));
    if (!known) {
      star.hidden = true;
      this.screen.part("notes").replaceChildren();
      return;
    }
    const { filename } = this.screen.view.clip;
    const waits = post.holds(filename);
    if (!newClip && !waits) this.own.delete(filename); // the script has answered
    const note = { ...known, ...this.own.get(filename) };
    const [shown] = this.base.slice(-1);
    const elsewhere = !waits && this.#typed() === shown && note.text !== shown; // changed, and nothing here
    if (newClip || elsewhere) {
      clearTimeout(this.timer);
      this.text.value = note.text;
      this.base = [note.text];
      this.#say("");
    }
    this.note = note;
    this.by.textContent = note.by;
    star.setAttribute("aria-pressed", String(note.starred));
    if (this.#fixed) {
      star.disabled = true;
      star.hidden = !note.starred;
      this.plain.textContent = note.text;
      this.text.replaceWith(this.plain);
    }
    this.#drawTags();
  }

  /** @param {View} view that the script sends, before it is on show */
  heard({ note, wrote = [] }) {
    if (!note) return;
    for (const { said, answer } of post.drawn(this.screen.send, wrote)) {
      if (said.what === "note") this.#wrote(said, answer);
    }
  }

  // What is typed since the telling goes on from what was told, and is told as such.
  /** @param {Saying} said @param {Wrote} answer */
  #wrote({ clips: [clip], text: told, base = [] }, { text, joined }) {
    if (text !== null) this.own.set(clip, { ...this.own.get(clip), text });
    if (clip !== this.screen.view?.clip.filename) return;
    const unchanged = this.#typed() === told;
    if (text === null) this.base = base;
    else if (unchanged || !joined) this.base = [text];
    if (!unchanged) return;
    if (text !== null && text !== told) this.text.value = text;
    this.#say(text === null ? "Not saved" : joined ? "Saved, with what another wrote" : "Saved");
  }

  close() {
    for (const sign of LEFT) removeEventListener(sign, this.leave);
    post.close(this.screen.send);
  }

  toggleStar() {
    if (this.#fixed) return;
    const starred = !this.note.starred;
    this.screen.part("star").setAttribute("aria-pressed", String(starred));
    this.#tell({ what: starred ? "star" : "unstar" }, { starred });
  }

  #add() {
    const word = this.word.value.trim().replace(/\s+/g, " ");
    this.word.value = "";
    if (word && !this.note.tags.includes(word)) this.#tag(word, true);
  }

  /** @param {string} word @param {boolean} on */
  #tag(word, on) {
    const rest = this.note.tags.filter((other) => other !== word);
    this.#tell({ what: on ? "tag" : "untag", tag: word }, { tags: on ? [...rest, word] : rest });
    this.#drawTags();
  }

  #drawTags() {
    if (this.#fixed) return this.tags.replaceChildren(...this.note.tags.map((word) => tag(word)));
    const typing = /** @type {ShadowRoot} */ (this.word.getRootNode()).activeElement === this.word;
    const cross = (/** @type {string} */ word) =>
      h("button", { type: "button", "aria-label": `Remove the tag ${word}`, onclick: () => this.#tag(word, false) }, "×");
    this.tags.replaceChildren(...this.note.tags.map((word) => tag(word, cross(word))), h("li", {}, this.word));
    if (typing) this.word.focus();
  }

  #save() {
    clearTimeout(this.timer);
    const text = this.#typed();
    if (text === this.base.at(-1)) return;
    this.#tell({ what: "note", text, base: this.base }, { text, by: "" });
    this.base = [...this.base, text];
  }

  #typed() {
    return this.text.value.trim();
  }

  get #fixed() {
    return this.screen.view.read_only;
  }

  /** @param {Omit<Saying, "clips">} said of this clip @param {Partial<Note>} known what the note is then */
  #tell(said, known) {
    const { filename } = this.screen.view.clip;
    this.note = { ...this.note, ...known };
    this.own.set(filename, { ...this.own.get(filename), ...known });
    post.say({ ...said, clips: [filename] });
  }

  /** @param {string} text */
  #say(text) {
    this.status.textContent = text;
  }
}
