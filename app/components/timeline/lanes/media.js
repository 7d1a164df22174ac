// What was filmed and recorded: a frame a segment, the waveform, the spectrogram.

import { shades } from "../colours.js";
import { h, select } from "../../shared/dom.js";
import { COLOURS, DECIBELS, FREQUENCIES, shadeOfLevel } from "../logic/spectrogram.js";
import { round } from "../logic/words.js";
import { dividers, track } from "../tracks.js";
import { cuts, markCuts, painter } from "./cuts.js";

/** @import { Media } from "../../shared/records.d.ts" */
/** @import { Sound } from "../provider.d.ts" */
/** @import { Screen } from "../screen.js" */
/** @typedef {"frequency" | "decibels" | "colours"} Choice how the spectrogram is drawn */

const SVG = "http://www.w3.org/2000/svg";

// A lane of one track, drawn anew for each clip.  `key` is the what-if choice that dragging over it makes.
class MediaLane {
  /** @param {Screen} screen @param {{label: string, key: "silence" | "blank"}} about */
  constructor(screen, { label, key }) {
    this.screen = screen;
    this.label = label;
    this.key = key;
    this.strip = h("div");
    this.element = h("div", { class: `body media ${key}` }, this.strip);
    this.signature = /** @type {string | null} */ (null);
    this.cuts = h("div");
    this.select = painter(screen, key);
    this.choices = /** @type {Choice[]} */ ([]); // that it is drawn by
  }

  async draw() {
    const { screen, key, select, label } = this;
    const { view, theme, state } = screen;
    const choices = this.choices.map((choice) => state[choice]);
    const signature = JSON.stringify([view.clip.filename, view.media, theme, choices]);
    if (this.signature !== signature) {
      this.signature = signature;
      this.cuts = cuts(view);
      const content = h("div", { class: "content" });
      const strip = track(screen, { label, select }, content, dividers(view), this.cuts);
      this.strip.replaceWith(strip);
      this.strip = strip;
      await screen.steps.rest();
      if (this.signature !== signature) return; // another clip by now
      await this.fill(content).catch((error) => {
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
   */
  async fill(_content) {}
}

export class FramesLane extends MediaLane {
  /** @param {Screen} screen */
  constructor(screen) {
    super(screen, { label: "A frame a segment, taken at its middle", key: "blank" });
  }

  /** @param {HTMLElement} content */
  async fill(content) {
    const { view, provider } = this.screen;
    const { url, frame_seconds: frame = null, frames: parts = 0 } = view.media;
    if (!url || frame === null) throw new Error("No picture.");
    const image = h("img", { src: provider.frames(view.media) });
    await image.decode().catch(() => Promise.reject(new Error("The frames could not be loaded.")));
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
    const { peaks } = await soundOf(this.screen);
    const samples = Array.from(new Int8Array(bytes(peaks).buffer), (sample, i) => `${i >> 1} ${-sample}`);
    const bottom = samples.filter((_, i) => i % 2 === 0).reverse(); // the lowest of each column, then its highest
    const top = samples.filter((_, i) => i % 2);
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 -127 ${top.length - 1} 254`);
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
    super(screen, { label: "Spectrogram of the sound", key: "silence" });
    this.choices = /** @type {Choice[]} */ (["frequency", "decibels", "colours"]);
    this.bounds = h("span", {}); // of the frequencies
    this.chosen = h("span", {});
    const list = (/** @type {string} */ label, /** @type {Record<string, string>} */ options, /** @type {Choice} */ key) =>
      select(label, Object.entries(options), "", (value) => screen.set({ [key]: value }));
    this.lists = {
      frequency: list("Frequency", FREQUENCIES, "frequency"),
      decibels: list("Range of levels", DECIBELS, "decibels"),
      colours: list("Colours of the spectrogram", COLOURS, "colours"),
    };
    const line = h("div", { class: "line", hidden: true }, ...Object.values(this.lists));
    const about = { type: "button", class: "caption", title: "Frequency, range and colours", "aria-expanded": "false" };
    const caption = h("button", about, this.bounds, h("br"), this.chosen);
    caption.onclick = () => {
      line.hidden = !line.hidden;
      caption.setAttribute("aria-expanded", String(!line.hidden));
    };
    this.element.append(caption, line);
  }

  /** @param {HTMLElement} content */
  async fill(content) {
    const { theme, state } = this.screen;
    for (const key of this.choices) this.lists[key].value = state[key];
    this.chosen.textContent = `${FREQUENCIES[state.frequency]}, ${DECIBELS[state.decibels]}`;
    const { levels, bands, columns, floor_db: floor, low_hz: low, high_hz: high } = await soundOf(this.screen);
    const canvas = h("canvas", { width: columns, height: bands });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const image = context.createImageData(columns, bands);
    const palette = new Uint32Array(shades(state.colours, theme).buffer); // a pixel each, as `pixels` has them
    const ofLevel = Array.from({ length: 256 }, (_, level) => palette[shadeOfLevel(level, floor, Number(state.decibels))]);
    const pixels = new Uint32Array(image.data.buffer);
    bytes(levels).forEach((level, i) => {
      const row = bands - 1 - Math.floor(i / columns); // the lowest band comes first, canvases start at the top
      pixels[row * columns + (i % columns)] = ofLevel[level];
    });
    context.putImageData(image, 0, 0);
    content.replaceChildren(canvas);
    this.bounds.textContent = `${hertz(low)}–${hertz(high)}`;
  }
}

/** @param {string} base64 */
const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
/** @param {number} value */
const hertz = (value) => (value >= 1000 ? `${round(value / 1000)} kHz` : `${Math.round(value)} Hz`);

/** @type {{media?: Media, frequency?: string, sound?: Promise<Sound>}} */
let latest = {}; // the sound of the clip on show: two lanes draw it

/** @param {Screen} screen @returns {Promise<Sound>} */
function soundOf({ view, state, provider }) {
  const { media } = view;
  const { frequency } = state;
  if (!media.url) return Promise.reject(new Error("No sound."));
  if (latest.sound && latest.media?.url === media.url && latest.frequency === frequency) return latest.sound;
  const sound = provider.sound(media, frequency);
  latest = { media, frequency, sound };
  return sound;
}
