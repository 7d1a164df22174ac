// The address bar: kept up to date with what is on show, of which the other screens are told.

import { format, parse, said } from "./logic/address.js";

/** @import { View } from "../shared/records.d.ts" */
/** @import { Screen } from "./screen.js" */

// Milliseconds from a change until the address has it: browsers refuse to have it written too often.  A clip is one
// to go Back to once it has been looked at for a while.
const PAUSES = { choice: 50, clip: 300, time: 500 };

export class Address {
  /** @type {number | undefined} */ timer;
  /** @type {string | undefined} */ seen; // what the other screens were told last

  /** @param {Screen} screen */
  constructor(screen) {
    this.screen = screen;
    this.leave = () => this.timer && this.write(); // whoever goes elsewhere finds it there
    this.press = (/** @type {KeyboardEvent} */ { key, altKey, ctrlKey, metaKey }) => {
      if (["Enter", " ", "F5"].includes(key) || altKey || ctrlKey || metaKey) this.leave(); // others stay on the screen
    };
    this.hold = (/** @type {MouseEvent} */ event) => {
      const link = event.target instanceof Element && event.target.closest("a[href]");
      if (!link || !this.screen.provider.saying || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault(); // the next screen is drawn by what the server has heard
      event.stopImmediatePropagation();
      this.screen.provider.saying.then(() => /** @type {HTMLElement} */ (link).click());
    };
    document.addEventListener("pointerdown", this.leave, true);
    document.addEventListener("keydown", this.press, true);
    document.addEventListener("click", this.hold, true);
  }

  /** @param {View} view whose choices the script knows of, but for those that the address has, if the server started anew */
  read(view) {
    const [known, here] = [view.query, this.screen.provider.query].map((text) => [...new URLSearchParams(text)]);
    return parse(new URLSearchParams(Object.fromEntries([...known, ...here])).toString(), view);
  }

  /** @param {keyof typeof PAUSES} change that the address is to have soon */
  follow(change) {
    if (change === "clip") clearTimeout(this.timer);
    else if (this.timer) return;
    this.timer = setTimeout(() => this.write(), PAUSES[change]);
  }

  // Bring the address up to date, with an entry to go Back to for another clip, and tell what is seen.
  write() {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { view, state, player, root, provider, teller } = this.screen;
    if (!view || !root.isConnected || provider.left) return;
    state.t = player.time;
    const here = provider.query;
    const query = format(this.seen ? here : (view.query ?? here), state, view); // what was seen on other screens, at first
    if (query !== here) {
      const another = new URLSearchParams(here).get("clip") !== view.clip.filename && this.seen;
      const address = provider.addressOf(query);
      if (address) history[another ? "pushState" : "replaceState"](history.state, "", address);
    }
    const choices = said(query, teller.keys);
    const seen = JSON.stringify({ ...choices, ...(player.playing && { t: "" }) }); // which time alone does not change
    if (this.seen !== seen) provider.see(teller.token, choices);
    this.seen = seen;
    this.screen.share.tell();
  }

  close() {
    clearTimeout(this.timer);
    document.removeEventListener("pointerdown", this.leave, true);
    document.removeEventListener("keydown", this.press, true);
    document.removeEventListener("click", this.hold, true);
  }
}
