// What the screen asks beyond the record at hand, asked of the dashboard's server; clips that it will want next are
// fetched ahead, with what their lanes draw.

/** @import { Media, View } from "../shared/records.d.ts" */
/** @import { Provider } from "./provider.d.ts" */

const KEPT = 40; // records
const DRAWN = 3; // clips whose lanes are fetched ahead

/** @implements {Provider} */
export class Server {
  unasked =
    "No run on show carries its model. Expected a folder checkpoint in the run's folder: put one there with " +
    "leap convert, and explain from it.";

  constructor() {
    /** @type {Map<string, Promise<View>>} */
    this.records = new Map(); // by address, the oldest first
    /** @type {string | null} */ this.unsaid = null; // what `see` has yet to tell
    /** @type {Promise<void> | null} */ this.saying = null; // until the server has heard all
  }

  get query() {
    return location.search.slice(1);
  }

  // The other screens are below the first; Back and Forward are quicker than the script, which draws them.
  get left() {
    return !location.pathname.endsWith("/");
  }

  /** @param {string} query */
  addressOf(query) {
    return `?${query}${location.hash}`;
  }

  /**
   * The record of a clip, with the runs and the list of `like`.
   * @param {string} filename
   * @param {View} like
   */
  clip(filename, like) {
    const { href } = urlOf("api/record", { clip: filename, ...shared(like) });
    const known = this.records.get(href);
    if (known) return known;
    const record = fetchJson(href);
    this.records.set(href, record);
    record.catch(() => this.records.delete(href)); // to be asked for anew
    for (const old of [...this.records.keys()].slice(0, -KEPT)) this.records.delete(old);
    return record;
  }

  /**
   * Fetch clips; then, after a `rest`, what the lanes of the first few draw, one after another and only while they are
   * `wanted`, for it takes the server longer.
   * @param {string[]} filenames
   * @param {View} like
   * @param {string} frequency of the spectrogram
   * @param {Promise<void>} rest
   * @param {() => boolean} wanted
   */
  async ahead(filenames, like, frequency, rest, wanted) {
    const views = filenames.map((filename) => this.clip(filename, like).catch(() => null));
    await rest;
    for (const view of views.slice(0, DRAWN)) {
      const { media = {} } = (await view) ?? {};
      if (!wanted()) return;
      if (!media.url) continue;
      const files = [soundOf(media, frequency), ...((media.frame_seconds ?? null) === null ? [] : [this.frames(media)])];
      await Promise.all(files.map((file) => fetch(file).then((answer) => answer.blob()))).catch(() => null);
    }
  }

  /**
   * Clips by name or class -> [{filename, label}].
   * @param {string} text
   * @param {View} like
   * @returns {Promise<{filename: string, label: string}[]>}
   */
  async find(text, like) {
    const { clips } = await fetchJson(urlOf("api/find", { text, ...shared(like) }).href);
    return clips;
  }

  /** @param {Media} media */
  play({ url }) {
    return new URL(`${url}`, document.baseURI).href;
  }

  /** @param {Media} media */
  frames({ url }) {
    return new URL(`${url}/frames`, document.baseURI).href;
  }

  /** @param {Media} media @param {string} frequency */
  async sound(media, frequency) {
    const answer = await answerOf(soundOf(media, frequency));
    if (answer.status === 404) throw new Error("No sound.");
    return answer.json().catch(() => Promise.reject(new Error("The sound could not be read.")));
  }

  /** @param {string} path @param {Record<string, any>} query @param {AbortSignal} signal */
  ask(path, query, signal) {
    return fetch(urlOf(path, query), { signal });
  }

  /**
   * Tell of what is seen, for the other screens: one telling after another, so that none overtakes a later one.
   * @param {string} token
   * @param {Record<string, string>} choices
   */
  see(token, choices) {
    this.unsaid = JSON.stringify({ token, choices });
    this.saying ??= this.say();
  }

  async say() {
    while (this.unsaid !== null) {
      const body = this.unsaid;
      this.unsaid = null;
      // before what is fetched ahead, of which browsers ask a few at once; also when the page is left
      await fetch(urlOf("api/seen"), { method: "POST", body, keepalive: true, priority: "high" }).catch(() => null);
    }
    this.saying = null;
  }
}

/** @param {string} path @param {Record<string, any> | URLSearchParams} query */
function urlOf(path, query = {}) {
  const url = new URL(path, document.baseURI);
  url.search = String(new URLSearchParams(query));
  return url;
}

/** @param {Media} media @param {string} frequency */
const soundOf = ({ url }, frequency) => urlOf(`${url}/sound`, { frequency }).href;

// The runs and the filter that a record was made with, as the address has them.
/** @param {View} view */
const shared = ({ names, filter }) => (filter ? { ...names, filter } : names);

/** @param {string} href */
function answerOf(href) {
  return fetch(href).catch(() => Promise.reject(new Error("The server does not answer.")));
}

/** @param {string} href */
async function fetchJson(href) {
  const answer = await answerOf(href);
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.error);
  return found;
}
