// Buttons under the video: play, scrub bar, steps, speed, loop, mute, star.

import { h, icon, select } from "../shared/dom.js";
import { ACTIONS, nameOf } from "./keys.js";
import { RATES } from "./player.js";

/** @import { Screen } from "./screen.js" */

/** @type {Record<string, string>} */
const ICONS = {
  play: "M4 2.5v11l9-5.5z",
  pause: "M4 2.5h3v11H4zM9 2.5h3v11H9z",
  previousEdge: "M2 3h1.6v10H2zM14 3.5v9L8.8 8zM9 3.5v9L3.8 8z",
  previousSegment: "M3 3h1.6v10H3zM13 3v10L5.5 8z",
  previousFrame: "M11 3.5v9L4 8z",
  nextFrame: "M5 3.5v9L12 8z",
  nextSegment: "M13 3h-1.6v10H13zM3 3v10L10.500 8z",
  nextEdge: "M14 3h-1.6v10H14zM2 3.5v9L7.200 8zM7 3.5v9L12.200 8z",
  loop: "M11.500 1.500 14.500 4 11.500 6.500V5H5a1.500 1.500 0 0 0-1.500 1.500V8H2V6.500a3 3 0 0 1 3-3h6.500zM4.500 9.500V11H11a1.500 1.500 0 0 0 1.500-1.500V8H14v1.500a3 3 0 0 1-3 3H4.500V14.500L1.500 12z",
  sound: "M2 6h2.500L8 3v10l-3.500-3H2zM10 5.200c1.600 1 1.600 4.600 0 5.600zM11.500 3.200c3 2 3 7.600 0 9.600l-.8-1c2-1.600 2-6 0-7.600z",
  muted: "M2 6h2.500L8 3v10l-3.500-3H2zM10 6l1-1 1.500 1.500L14 5l1 1-1.500 1.500L15 9l-1 1-1.500-1.500L11 10l-1-1 1.500-1.500z",
  labels: "M1.500 2.500h13v11h-13zM3 4v8h10V4zM4 7.500h4.500v1.400H4zM4 9.900h7v1.400H4z",
  star: "M8 1.600l1.950 4.050 4.450.6-3.250 3.100.8 4.400L8 11.600l-3.950 2.150.8-4.400L1.600 6.250l4.450-.6z",
  help: "M7.200 11.200h1.600v1.700H7.200zM8 3c1.900 0 3.200 1.100 3.200 2.700 0 1.900-2.200 2.200-2.400 3.800v.5H7.200v-.6c.2-2.200 2.300-2.500 2.300-3.700 0-.7-.6-1.200-1.500-1.200s-1.600.6-1.700 1.500L4.800 5.800C5 4 6.200 3 8 3z",
};
const STEPS = ["previousEdge", "previousSegment", "previousFrame", "nextFrame", "nextSegment", "nextEdge"];

export class Transport {
  /** @param {Screen} screen */
  constructor(screen) {
    this.screen = screen;
    this.play = button("play", () => screen.player.toggle());
    this.scrub = h("input", { class: "scrub", type: "range", min: 0, step: "any", value: 0, "aria-label": "Time" });
    this.scrub.oninput = () => screen.player.seek(Number(this.scrub.value));
    this.output = h("output", { class: "time" });
    const rates = RATES.map((rate) => [rate, `${rate}×`]);
    this.rate = select("Speed", rates, 1, (rate) => screen.player.setRate(Number(rate)));
    this.loop = button("loop", () => ACTIONS.loop.run(screen));
    this.mute = button("sound", () => screen.player.mute());
    this.labels = button("labels", () => screen.overlay.toggle());
    this.star = button("star", () => screen.notes.toggleStar());
    const steps = STEPS.map((name) => button(name, () => ACTIONS[name].run(screen)));
    const help = button("help", () => screen.keys.open());
    const named = { play: this.play, loop: this.loop, mute: this.mute, labels: this.labels, star: this.star, help };
    for (const [name, element] of Object.entries(named)) {
      label(element, nameOf(name));
      element.classList.add(name);
    }
    STEPS.forEach((name, i) => label(steps[i], nameOf(name)));
    label(this.rate, `${nameOf("faster")}, ${nameOf("slower")}`);
    this.rate.setAttribute("aria-label", "Speed");
    const playback = [...steps, this.rate, this.loop, this.mute, this.labels, this.star, help];
    screen
      .part("transport")
      .replaceChildren(
        h("div", { class: "line" }, this.play, this.scrub, this.output),
        h("div", { class: "line", role: "toolbar", "aria-label": "Playback" }, ...playback),
      );
  }

  // Called on every animation frame on which the time changed.
  draw() {
    const { time, duration } = this.screen.player;
    this.scrub.value = String(time);
    this.scrub.style.setProperty("--done", `${(100 * time) / duration}%`);
    this.output.textContent = `${time.toFixed(2)} / ${duration.toFixed(2)} s`;
    this.#face(this.play, this.screen.player.playing ? "pause" : "play");
  }

  // The player started, stopped, or a setting changed.
  settle() {
    const { player } = this.screen;
    this.scrub.max = String(player.duration);
    this.rate.value = String(player.rate);
    this.loop.setAttribute("aria-pressed", String(Boolean(player.loop)));
    this.mute.setAttribute("aria-pressed", String(player.muted));
    this.labels.setAttribute("aria-pressed", String(this.screen.state.labels === "on"));
    this.#face(this.mute, player.muted ? "muted" : "sound");
    this.play.setAttribute("aria-label", player.playing ? "Pause" : "Play");
  }

  /** @param {HTMLElement} element @param {string} name */
  #face(element, name) {
    const path = element.querySelector("path");
    if (path && path.getAttribute("d") !== ICONS[name]) path.setAttribute("d", ICONS[name]);
  }
}

/** @param {string} name @param {() => void} onclick */
function button(name, onclick) {
  return h("button", { type: "button", onclick }, icon(ICONS[name]));
}

/** @param {HTMLElement} element @param {string} text */
function label(element, text) {
  element.title = text;
  element.setAttribute("aria-label", text.replace(/ \(.*\)$/, ""));
}
