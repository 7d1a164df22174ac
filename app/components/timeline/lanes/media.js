// What was filmed and recorded: a frame a segment, the waveform, the log-mel spectrogram.

import { shades } from "../colours.js";
import { h } from "../../shared/dom.js";
import { round } from "../logic/words.js";
import { dividers, track } from "../tracks.js";
import { cuts, markCuts, painter } from "./cuts.js";

/** @import { View } from "../../shared/records.d.ts" */
/** @import { Screen } from "../screen.js" */

const FRAMES = 20; // at most, as app/media.py has them
const SVG = "http://www.w3.org/2000/svg";

// A lane of one track, drawn anew for each clip.  `key` is the what-if choice that dragging over it makes.
class MediaLane {
  /** @param {Screen} screen @param {{label: string, key: "silence" | "blank"}} about */
  constructor(screen, { label, key }) {
    this.screen = screen;
    this.label = label;
    this.key = key;
    this.element = h("div", { class: `body media ${key}` });
    this.signature = /** @type {string | null} */ (null);
    this.cuts = h("div");
    this.select = painter(screen, key);
  }

  async draw() {
    const { screen, element, key, select, label } = this;
    const { view, theme } = screen;
    const signature = JSON.stringify([view.clip.filename, view.media, theme]);
    if (this.signature !== signature) {
      this.signature = signature;
      const caption = h("p", { class: "caption" });
      this.cuts = cuts(view);
      const content = h("div", { class: "content" });
      const strip = track(screen, { label, select }, content, dividers(view), this.cuts);
      element.replaceChildren(caption, strip);
      await screen.steps.rest();
      if (this.signature !== signature) return; // another clip by now
      await this.fill(content, caption).catch((error) => {
        if (this.signature !== signature) return; // another clip by now
        this.signature = null;
        content.replaceChildren(h("p", { class: "note empty" }, error.message));
      });
    }
    markCuts(this.cuts, screen.removing ? screen.state[key] : []);
  }

  /**
   * Draw what the lane is of; fails with what is to be said in its place.
   * @param {HTMLElement} _content
   * @param {HTMLElement} _caption
   */
  async fill(_content, _caption) {}
}

export class FramesLane extends MediaLane {
  /** @param {Screen} screen */
  constructor(screen) {
    super(screen, { label: "A frame a segment, taken at its middle", key: "blank" });
  }

  /** @param {HTMLElement} content */
  async fill(content) {
    const { view } = this.screen;
    if (!view.media.url || view.media.frame_seconds == null) throw new Error("No picture.");
    const image = h("img", { src: fileOf(view, "frames").href });
    await image.decode().catch(() => Promise.reject(new Error("The frames could not be read.")));
    const parts = Math.min(view.segments, FRAMES);
    const place = (/** @type {number} */ n) => `${(100 * n) / Math.max(1, parts - 1)}%`;
    const frames = Array.from({ length: parts }, (_, n) =>
      h("div", {}, h("i", { style: { "background-image": `url("${image.src}")`, "background-position-x": place(n) } })),
    );
    const style = { "--parts": parts, "--ratio": image.naturalWidth / image.naturalHeight };
    content.replaceChildren(h("div", { class: "tiles", style }, ...frames));
  }
}

export class WaveformLane extends MediaLane {
  /** @param {Screen} screen */
  constructor(screen) {
    super(screen, { label: "Waveform of the sound", key: "silence" });
  }

  // One outline through the highest samples of all columns and back through the lowest; drawn as a vector.
  /** @param {HTMLElement} content */
  async fill(content) {
    const { peaks } = await soundOf(this.screen.view);
    const top = peaks.map((/** @type {number[]} */ [, high], /** @type {number} */ x) => `${x} ${round3(-high)}`);
    const bottom = peaks.map((/** @type {number[]} */ [low], /** @type {number} */ x) => `${x} ${round3(-low)}`).reverse();
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 -1 ${peaks.length - 1} 2`);
    svg.setAttribute("preserveAspectRatio", "none");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", `M${top.join("L")}L${bottom.join("L")}Z`);
    svg.append(path);
    content.replaceChildren(svg);
  }
}

export class SpectrogramLane extends MediaLane {
  /** @param {Screen} screen */
  constructor(screen) {
    super(screen, { label: "Log-mel spectrogram of the sound", key: "silence" });
  }

  /** @param {HTMLElement} content @param {HTMLElement} caption */
  async fill(content, caption) {
    const { view, theme } = this.screen;
    const { mel, bands, columns, floor_db: floor, low_hz: low, high_hz: high } = await soundOf(view);
    const levels = Uint8Array.from(atob(mel), (c) => c.charCodeAt(0)); // bands x columns, lowest band first
    const canvas = h("canvas", { width: columns, height: bands });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const image = context.createImageData(columns, bands);
    const palette = shades("level", theme);
    levels.forEach((level, i) => {
      const row = bands - 1 - Math.floor(i / columns); // canvases start at the top
      image.data.set(palette.subarray(4 * level, 4 * level + 4), 4 * (row * columns + (i % columns)));
    });
    context.putImageData(image, 0, 0);
    content.replaceChildren(canvas);
    caption.replaceChildren(`${hertz(low)}–${hertz(high)}`, h("br"), `${-floor} dB range`);
  }
}

/** @param {View} view @param {string} what */
const fileOf = (view, what) => new URL(`${view.media.url}/${what}`, document.baseURI);
/** @param {number} value */
const round3 = (value) => +value.toFixed(3);
/** @param {number} value */
const hertz = (value) => (value >= 1000 ? `${round(value / 1000)} kHz` : `${Math.round(value)} Hz`);

/** @type {{href?: string, sound?: Promise<any>}} */
let latest = {}; // the sound of the clip on show: two lanes draw it

/** @param {View} view */
function soundOf(view) {
  if (!view.media.url) return Promise.reject(new Error("No sound."));
  const { href } = fileOf(view, "sound");
  if (latest.href !== href) latest = { href, sound: fetchSound(href) };
  return latest.sound;
}

/** @param {string} href */
async function fetchSound(href) {
  const answer = await fetch(href);
  if (answer.status === 404) throw new Error("No sound.");
  return answer.json().catch(() => Promise.reject(new Error("The sound could not be read.")));
}
