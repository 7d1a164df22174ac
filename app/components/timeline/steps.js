// From clip to clip: steps through the list, a clip chosen by name, Back.

/** @import { View } from "../shared/records.d.ts" */
/** @import { Screen } from "./screen.js" */

const HASTE = 250; // milliseconds between two steps, below which nobody looks at the clip between them

const PATIENCE = 300; // milliseconds until it is said that a clip is on its way

export class Steps {
  /** @type {string | null} */ wanted = null; // the clip that the user is at, on show or on its way
  left = 0; // steps asked for and not yet made
  going = false;
  last = -Infinity; // when a step was asked for, by performance.now()
  hasty = false; // clips are passed faster than they are looked at: what takes long waits

  /** @param {Screen} screen */
  constructor(screen) {
    this.screen = screen;
    this.back = () => {
      const clip = new URLSearchParams(screen.provider.query).get("clip");
      if (screen.view && clip && clip !== this.wanted) this.to(clip);
    };
    addEventListener("popstate", this.back);
  }

  /**
   * Go `count` clips on in the list.  Presses that come before the clip asked for are kept and made together.
   * @param {number} count
   */
  async by(count) {
    const now = performance.now();
    this.hasty = now - this.last < HASTE;
    this.last = now;
    this.left += count;
    if (this.going) return;
    this.going = true;
    while (this.left) {
      const { ahead, behind } = this.screen.view.list;
      const names = this.left > 0 ? ahead : behind;
      const some = Math.min(Math.abs(this.left), names.length);
      this.left = some && this.left - Math.sign(this.left) * some;
      if (some && !(await this.to(names[some - 1]))) this.left = 0;
    }
    this.going = false;
  }

  /**
   * Show another clip of the same runs, in the list at hand or in that of another filter.
   * @param {string} filename
   * @param {string} filter
   * @returns {Promise<boolean>} whether it is on show
   */
  async to(filename, filter = this.screen.view.filter) {
    const { screen } = this;
    this.wanted = filename;
    const slow = setTimeout(() => this.wanted === filename && screen.picker.wait(), PATIENCE);
    try {
      const view = await screen.provider.clip(filename, { ...screen.view, filter });
      if (this.wanted !== filename) return false; // overtaken
      screen.take(view);
      return true;
    } catch (error) {
      if (this.wanted !== filename) return false;
      this.wanted = screen.view.clip.filename;
      screen.picker.draw();
      screen.refuse(error instanceof Error ? error.message : String(error));
      return false;
    } finally {
      clearTimeout(slow);
    }
  }

  /** @param {View} view is on show: fetch its neighbours ahead */
  arrive(view) {
    this.wanted = view.clip.filename;
    const { ahead, behind } = view.list;
    const next = [...ahead.slice(0, 2), ...behind.slice(0, 1), ...ahead.slice(2)];
    const { screen } = this;
    screen.provider.ahead(next, view, screen.state.frequency, this.rest(), () => screen.view === view && !this.hasty);
  }

  // For what takes long: at once or, of clips passed in haste, once that is over.
  async rest() {
    if (!this.hasty) return;
    await new Promise((resolve) => setTimeout(resolve, HASTE));
    if (performance.now() - this.last >= HASTE) this.hasty = false;
  }

  close() {
    removeEventListener("popstate", this.back);
  }
}
