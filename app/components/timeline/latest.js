// Questions to the server of which only the newest counts.

export class Latest {
  /** @param {number} pause milliseconds to wait for a newer question before asking */
  constructor(pause = 0) {
    this.pause = pause;
    this.aborter = /** @type {AbortController | null} */ (null);
  }

  /**
   * Ask for JSON -> what came, or one sentence of what went wrong; null where a newer question overtook this.
   * @param {string} path
   * @param {Record<string, any>} query
   * @returns {Promise<{answer?: any, milliseconds?: number, error?: string} | null>}
   */
  async ask(path, query) {
    this.cancel();
    const aborter = (this.aborter = new AbortController());
    const overtaken = () => this.aborter !== aborter;
    await new Promise((resolve) => setTimeout(resolve, this.pause));
    if (overtaken()) return null;
    const url = new URL(path, document.baseURI);
    url.search = String(new URLSearchParams(query));
    const start = performance.now();
    try {
      const response = await fetch(url, { signal: aborter.signal });
      const answer = await response.json();
      if (overtaken()) return null;
      return response.ok ? { answer, milliseconds: performance.now() - start } : { error: answer.error };
    } catch {
      return overtaken() ? null : { error: "The server does not answer." };
    }
  }

  cancel() {
    this.aborter?.abort();
    this.aborter = null;
  }
}
