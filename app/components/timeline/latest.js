// Questions to the models of which only the newest counts.  An answer that takes longer than a moment is seen to be
// waited for: what is done and for how many seconds, from the first question that had no answer.  Where too many ask,
// that is said, and the question is asked again.

import { h } from "../shared/dom.js";

/** @import { Provider } from "./provider.d.ts" */

const MOMENT = 300; // milliseconds

export class Latest {
  /**
   * @param {Provider} provider is asked
   * @param {HTMLElement} status says what is waited for, in place of the answer before
   * @param {number} pause milliseconds to wait for a newer question before asking
   */
  constructor(provider, status, pause) {
    this.provider = provider;
    this.status = status;
    this.pause = pause;
    this.aborter = /** @type {AbortController | null} */ (null);
    this.timer = /** @type {number | undefined} */ (undefined);
    this.doing = h("span");
    this.seconds = h("span", { "aria-hidden": "true" }); // not to be read out one by one
    this.mark = h("span", { class: "busy" }, h("i", { class: "spinner" }), this.doing, this.seconds);
  }

  /**
   * Ask for JSON -> what came, or one sentence of what went wrong; null where a newer question overtook this.
   * @param {string} path
   * @param {Record<string, any>} query
   * @param {string} doing what is done until it is answered
   * @returns {Promise<{answer?: any, milliseconds?: number, error?: string} | null>}
   */
  async ask(path, query, doing) {
    this.aborter?.abort();
    const aborter = (this.aborter = new AbortController());
    const overtaken = () => this.aborter !== aborter;
    this.#wait(doing);
    await new Promise((resolve) => setTimeout(resolve, this.pause));
    if (overtaken()) return null;
    const start = performance.now();
    try {
      for (;;) {
        const response = await this.provider.ask(path, query, aborter.signal);
        const answer = await response.json();
        if (overtaken()) return null;
        if (response.ok) return { answer, milliseconds: performance.now() - start };
        if (response.status !== 503) return { error: answer.error };
        this.doing.textContent = answer.error; // too many ask at once: the server says when to come again
        const seconds = Number(response.headers.get("Retry-After")) || 1;
        await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
      }
    } catch {
      return overtaken() ? null : { error: "The server does not answer." };
    } finally {
      if (!overtaken()) this.cancel();
    }
  }

  cancel() {
    this.aborter?.abort();
    this.aborter = null;
    clearInterval(this.timer);
    this.timer = undefined;
    this.status.removeAttribute("aria-busy");
  }

  /** @param {string} doing */
  #wait(doing) {
    this.doing.textContent = `${doing}…`;
    this.status.setAttribute("aria-busy", "true");
    if (this.timer) return;
    const start = performance.now();
    const say = () => {
      const seconds = Math.floor((performance.now() - start) / 1000);
      this.seconds.textContent = seconds ? ` ${seconds} s` : "";
      if (!this.mark.isConnected) this.status.replaceChildren(this.mark);
    };
    this.timer = setInterval(say, MOMENT);
  }
}
