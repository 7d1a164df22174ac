// What the screen asks beyond the record of a visitor's own video: the server answers below a token.  It is one clip,
// which no address holds and of which no other screen is told.

import { Server } from "./server.js";

/** @import { Media } from "../shared/records.d.ts" */
/** @import { Provider } from "./provider.d.ts" */

/** @implements {Provider} */
export class Own {
  query = "";
  saying = null;
  left = false;

  /** @param {string} token */
  constructor(token) {
    this.token = token;
    this.server = new Server();
    this.unasked = this.server.unasked;
  }

  /** @param {string} query */
  addressOf(query) {
    this.query = query; // until the page is left
    return "";
  }

  /** @returns {Promise<never>} */
  clip() {
    return Promise.reject(new Error("There is one video."));
  }

  async find() {
    return [];
  }

  async ahead() {}

  /** @param {Media} media */
  play(media) {
    return this.server.play(media);
  }

  /** @param {Media} media */
  frames(media) {
    return this.server.frames(media);
  }

  /** @param {Media} media @param {string} frequency */
  sound(media, frequency) {
    return this.server.sound(media, frequency);
  }

  /** @param {string} path @param {Record<string, any>} query @param {AbortSignal} signal */
  ask(path, query, signal) {
    return this.server.ask(path.replace("api/", `api/own/${this.token}/`), query, signal);
  }

  see() {}
}
