// What the script is told of what is on show while its menu Share is open, so that what it makes is of that.

import { seconds } from "./logic/address.js";

/** @import { Screen } from "./screen.js" */

export class Share {
  opened = 0; // at which opening of the menu the script was told last
  told = "";

  /** @param {Screen} screen */
  constructor(screen) {
    this.screen = screen;
  }

  // Tell what is on show, unless the script knows; called once the address has it.
  tell() {
    const { sharing, state, player } = this.screen;
    if (!sharing) return;
    const shown = shownOf(this.screen);
    const told = JSON.stringify({ ...shown, t: player.playing ? null : state.t });
    if (sharing === this.opened && told === this.told) return;
    Object.assign(this, { opened: sharing, told });
    this.screen.send("share", { shown: JSON.stringify(shown), link: location.href, query: location.search });
  }
}

// What recipes of figures and videos say of it; the window is of figures, the range of videos.
/** @param {Screen} screen */
function shownOf({ view, state, classes, player }) {
  const { threshold, gate, maps, block, head, scale, rows, pins, sort, window } = state;
  const own = pins.length || sort !== "order";
  return {
    ...{ clips: [view.clip.filename], threshold, gate, maps, block, head, scale, rows },
    ...(own && { classes: classes.map(({ name }) => name) }),
    ...(window && { window: spanOf(window) }),
    ...(player.loop && { range: spanOf(player.loop) }),
  };
}

const spanOf = ({ onset, offset }) => ({ onset: seconds(onset), offset: seconds(offset) });
