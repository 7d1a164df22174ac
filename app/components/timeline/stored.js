// What the screen asks beyond the record at hand, read from the page that app/standalone.py made: a block of JSON a
// clip.  The choices stand after the # of the address, which a file has like any page.

import { answerTo } from "./logic/answers.js";

/** @import { Media, View } from "../shared/records.d.ts" */
/** @import { Provider, Sound } from "./provider.d.ts" */

/**
 * @typedef {object} Clip
 * @property {View} record whose media's url is the clip's name
 * @property {{play?: string, frames?: string}} files data: URLs, or addresses relative to the page
 * @property {Record<string, Sound>} sounds by scale of frequency
 * @property {Record<string, Record<string, any>>} answers of models by slot of their runs, as app/answers.py has them
 */

/** @implements {Provider} */
export class Stored {
  unasked =
    "What if is a question to the model of a run. This page asks none: it holds what was stored of the runs, without " +
    "answers (leap export --what-if stores some). The dashboard that it was exported from asks them (leap app).";
  saying = null;
  left = false;

  constructor() {
    /** @type {NodeListOf<HTMLScriptElement>} */
    const blocks = document.querySelectorAll("script[data-clip]");
    this.blocks = new Map([...blocks].map((block) => [block.dataset.clip ?? "", block]));
    /** @type {Map<string, Clip>} */
    this.clips = new Map(); // as far as they have been read
    /** @type {Map<string, string>} */
    this.blobs = new Map(); // addresses of files, made once
    /** @type {string | null} */ this.kept = null; // the choices where no address holds them
  }

  get query() {
    return this.kept ?? location.hash.slice(1);
  }

  /** @param {string} query */
  addressOf(query) {
    if (location.protocol !== "about:") return `#${query}`;
    this.kept = query; // in a notebook: Firefox loads no frame again whose history was written
    return "";
  }

  // The record to open with: of the clip that the address names, else the first.
  get first() {
    const asked = new URLSearchParams(this.query).get("clip") ?? "";
    const [first] = this.blocks.keys();
    const { record } = this.#clip(this.blocks.has(asked) ? asked : first);
    return { ...record, query: this.query, teller: { token: "", keys: [] } };
  }

  /** @param {string} filename */
  async clip(filename) {
    if (!this.blocks.has(filename)) throw new Error(`This page has no clip ${filename}.`);
    return this.#clip(filename).record;
  }

  /** @param {string} text */
  async find(text) {
    const all = [...this.blocks].map(([filename, block]) => ({ filename, label: block.dataset.label ?? "" }));
    return all.filter(({ filename, label }) => `${filename} ${label}`.toLowerCase().includes(text.toLowerCase()));
  }

  async ahead() {} // all is here

  /** @param {Media} media */
  play({ url = "" }) {
    return this.#blob(`${url}/play`, this.#clip(url).files.play ?? "");
  }

  /** @param {Media} media */
  frames({ url = "" }) {
    return this.#blob(`${url}/frames`, this.#clip(url).files.frames ?? "");
  }

  /** @param {Media} media @param {string} frequency */
  async sound({ url = "" }, frequency) {
    const sound = this.#clip(url).sounds[frequency];
    if (!sound) throw new Error("No sound.");
    return sound;
  }

  /** @param {string} path @param {Record<string, any>} query */
  async ask(path, query) {
    const { record, answers } = this.#clip(query.clip);
    const answer = answerTo(path, query, record, answers[query.run] ?? {});
    return Response.json(answer, { status: answer.error ? 404 : 200 });
  }

  see() {} // there are no other screens

  /** @param {string} filename */
  #clip(filename) {
    const known = this.clips.get(filename);
    if (known) return known;
    /** @type {Clip} */
    const clip = JSON.parse(this.blocks.get(filename)?.textContent ?? "");
    this.clips.set(filename, clip);
    return clip;
  }

  // A player seeks in a blob as in a file.
  /** @param {string} name @param {string} url */
  #blob(name, url) {
    const known = this.blobs.get(name);
    if (known) return known;
    if (!url.startsWith("data:")) return url;
    const [, type, base64] = /** @type {RegExpMatchArray} */ (url.match(/^data:(.*?);base64,(.*)$/));
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    const blob = URL.createObjectURL(new Blob([bytes], { type }));
    this.blobs.set(name, blob);
    return blob;
  }
}
