// The player: the clip's video, sound or neither, its clock, speed, mute, loop, and the seconds that a what-if
// takes away, which are played as silence and as a blank picture.

import { MediaClock, TimerClock } from "./clock.js";

/** @import { Media } from "../shared/records.d.ts" */
/** @typedef {{kind: string} & import("./logic/range.js").Range} Loop seconds */

export const RATES = [0.25, 0.5, 1, 1.5, 2];

export class Player {
  /** @param {HTMLElement} root @param {() => void} onchange hears of starts, stops, seeks and settings */
  constructor(root, onchange) {
    this.onchange = onchange;
    this.rate = 1;
    this.muted = false;
    this.loop = /** @type {Loop | null} */ (null);
    this.pausing = false;
    this.duration = 0;
    this.second = 1; // seconds a segment
    this.seeks = 0;
    this.video = /** @type {HTMLVideoElement} */ (root.querySelector("video"));
    this.missing = /** @type {HTMLElement} */ (root.querySelector(".missing"));
    this.picture = /** @type {HTMLElement} */ (root.querySelector(".picture"));
    this.removed = { audio: new Set(), visual: new Set() }; // segments
    this.clock = /** @type {MediaClock | TimerClock} */ (new TimerClock(0, () => {})); // until a clip is loaded
  }

  /**
   * Load a clip's media.  Starts at `time`, seconds.
   * @param {Media} media
   * @param {{segments: number, segment_seconds: number}} view
   * @param {number} time
   */
  load({ url, frame_seconds: frame = null, missing }, { segments, segment_seconds: second }, time) {
    this.duration = segments * second;
    this.second = second;
    this.loop = null;
    this.clock.close();
    if (!url) return this.#without(missing ?? null, time);
    this.#say(frame === null ? "Sound alone: this clip has no picture." : null);
    this.video.onerror = () => this.#refused(url);
    this.video.src = url;
    this.#follow(new MediaClock(this.video, this.duration, frame, () => this.#changed()), time);
  }

  /** @param {string} url of a file that was not loaded, for which the browser gives one reason whatever it is */
  async #refused(url) {
    const answered = !url.startsWith("http") || (await fetch(url, { method: "HEAD" }).catch(() => null));
    if (this.video.src !== url) return; // another clip has come meanwhile
    this.#without(answered ? "The browser cannot play this file. The rest works without." : "The server does not answer.", 0);
  }

  /** @param {string | null} reason @param {number} time */
  #without(reason, time) {
    this.clock.close();
    this.video.onerror = null;
    this.video.removeAttribute("src");
    this.video.load();
    this.#say(reason);
    this.#follow(new TimerClock(this.duration, () => this.#changed()), time);
  }

  /** @param {string | null} text in place of a picture */
  #say(text) {
    this.video.hidden = text !== null;
    this.missing.hidden = text === null;
    this.missing.textContent = text ?? "";
  }

  /** @param {MediaClock | TimerClock} clock @param {number} time */
  #follow(clock, time) {
    this.clock = clock;
    clock.rate = this.rate;
    if (time) clock.seek(time);
    this.onchange();
  }

  #changed() {
    if (this.clock.ended && this.loop) {
      this.seekOnset(this.loop.onset);
      this.clock.play();
    } else if (this.pausing && !this.playing) {
      this.pausing = false;
      this.keepLoop();
    }
    this.onchange();
  }

  get time() {
    return this.clock.time;
  }

  get playing() {
    return this.clock.playing;
  }

  // The segment under the playhead; at the very end the last one.
  get segment() {
    const last = Math.round(this.duration / this.second) - 1;
    return Math.min(last, Math.floor(this.time / this.second + 1e-6));
  }

  // Called on every animation frame.
  tick() {
    if (this.playing) this.keepLoop();
    const t = this.segment;
    const muted = this.muted || this.removed.audio.has(t);
    if (this.video.muted !== muted) this.video.muted = muted;
    this.picture.classList.toggle("blank", this.removed.visual.has(t));
  }

  // Back to the onset of the loop from outside of it, where a page that was held up may be far beyond its offset.
  keepLoop() {
    const { time, loop } = this;
    if (loop && (time >= loop.offset || time < loop.onset - this.clock.frame)) this.seekOnset(loop.onset);
  }

  toggle() {
    if (!this.playing) return this.clock.play();
    this.pausing = true;
    this.clock.pause();
  }

  seek(time) {
    this.seeks += 1;
    this.clock.seek(time);
    this.onchange();
  }

  // Go to the first frame that starts at `time` or later: onsets and segments seldom fall on a frame's start.
  seekOnset(time) {
    this.seek(time + (this.clock.exact ? 0.99 * this.clock.frame : 0));
  }

  stepSegments(count) {
    this.seekOnset(Math.max(0, this.segment + count) * this.second);
  }

  stepFrames(count) {
    this.seek(this.time + count * this.clock.frame + 1e-6);
  }

  faster(steps) {
    const place = RATES.indexOf(this.rate) + steps;
    this.setRate(RATES[Math.min(RATES.length - 1, Math.max(0, place))]);
  }

  setRate(rate) {
    this.rate = rate;
    this.clock.rate = rate;
    this.onchange();
  }

  mute() {
    this.muted = !this.muted;
    this.onchange();
  }

  /** @param {Loop | null} loop what to repeat; null plays on */
  setLoop(loop) {
    this.loop = loop;
    this.onchange();
  }

  close() {
    this.clock.close();
    this.video.onerror = null;
  }
}
