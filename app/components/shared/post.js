// What the user says of clips, on its way to the script: told again until it is answered, for a click soon after may
// overtake it, and a server that stalls, or a connection that drops, may lose it.  There is one post for the window:
// what one screen had no answer to the next goes on telling.

/** @import { Saying, Wrote } from "./records.d.ts" */
/** @typedef {(name: string, value: any) => void} Send */

const PATIENCE = 5000; // milliseconds until all that has no answer is told again
// The page may be left: who says something then does so at each sign, which come in this order or, where a window is
// closed, in the other.
export const LEFT = ["pagehide", "visibilitychange"];

export class Post {
  constructor() {
    /** @type {(Saying & {number: number})[]} */
    this.waiting = []; // what has no answer, in the order in which it was said
    this.number = Date.now(); // of the last; another visit of the page has others
    /** @type {Send | null} */
    this.send = null; // of the screen that is open
    /** @type {number | undefined} */
    this.again = undefined;
    for (const sign of LEFT) addEventListener(sign, () => this.#leave());
  }

  // A note takes the place of an earlier one of its clip: its base knows of that.
  /** @param {Saying} said */
  say(said) {
    const replaces = (/** @type {Saying} */ { what, clips }) =>
      said.what === "note" && what === "note" && said.clips[0] === clips[0];
    this.waiting = this.waiting.filter((other) => !replaces(other));
    this.waiting.push({ ...said, number: ++this.number });
    this.#tell();
  }

  /**
   * A screen is drawn, which tells from now on -> what of that which waited is answered, and how.
   * @param {Send} send
   * @param {Wrote[]} wrote
   */
  drawn(send, wrote) {
    const answers = new Map(wrote.map((answer) => [answer.number, answer]));
    const answered = this.waiting.flatMap((said) => {
      const answer = answers.get(said.number);
      return answer ? [{ said, answer }] : [];
    });
    this.waiting = this.waiting.filter(({ number }) => !answers.has(number));
    this.send = send;
    if (!this.waiting.length) this.#rest();
    else if (this.again === undefined) this.#tell();
    return answered;
  }

  // Whether something of a clip waits for its answer.
  /** @param {string} clip */
  holds(clip) {
    return this.waiting.some(({ clips }) => clips.includes(clip));
  }

  /** @param {Send} send of the screen that closes */
  close(send) {
    if (this.send !== send) return; // another is open by now
    this.send = null;
    this.#rest();
  }

  #tell() {
    this.#rest();
    this.send?.("said", this.waiting);
    this.again = setTimeout(() => this.#tell(), PATIENCE);
  }

  // Nobody is there to hear the answer, and the screen's connection may close before it has told.
  #leave() {
    if (!this.waiting.length) return;
    const told = { method: "POST", body: JSON.stringify(this.waiting), keepalive: true };
    fetch(new URL("api/said", document.baseURI), told).catch(() => null);
  }

  #rest() {
    clearTimeout(this.again);
    this.again = undefined;
  }
}

export const post = new Post();
