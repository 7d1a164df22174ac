// Keys, and the sheet that lists them; each line of the sheet is a button that does the same.

import { edgesOf, eventAt } from "../shared/events.js";
import { MODALITIES } from "./logic/gates.js";
import { h } from "../shared/dom.js";
import { isTyping } from "../shared/keys.js";

/** @import { Loop } from "./player.js" */
/** @import { Screen } from "./screen.js" */

const digits = Array.from({ length: 9 }, (_, n) => [
  `tenth${n + 1}`,
  {
    keys: [`${n + 1}`],
    text: `Go to ${n + 1} tenths of the clip`,
    run: ({ player }) => player.seekOnset(((n + 1) * player.duration) / 10),
  },
]);

// What can be done: keys as `KeyboardEvent.key` names them, with "Shift+" before where it must be held.
/** @type {Record<string, {keys: string[], text: string, run: (screen: Screen) => void}>} */
export const ACTIONS = {
  play: { keys: [" "], text: "Play or pause", run: ({ player }) => player.toggle() },
  previousSegment: { keys: ["ArrowLeft"], text: "Previous segment", run: ({ player }) => player.stepSegments(-1) },
  nextSegment: { keys: ["ArrowRight"], text: "Next segment", run: ({ player }) => player.stepSegments(1) },
  previousFrame: { keys: ["Shift+ArrowLeft"], text: "Previous frame", run: ({ player }) => player.stepFrames(-1) },
  nextFrame: { keys: ["Shift+ArrowRight"], text: "Next frame", run: ({ player }) => player.stepFrames(1) },
  previousEdge: { keys: ["["], text: "Previous event edge", run: (screen) => stepEdge(screen, -1) },
  nextEdge: { keys: ["]"], text: "Next event edge", run: (screen) => stepEdge(screen, 1) },
  start: { keys: ["Home"], text: "Start of the clip", run: ({ player }) => player.seek(0) },
  end: { keys: ["End"], text: "End of the clip", run: ({ player }) => player.seek(player.duration) },
  ...Object.fromEntries(digits),
  zoomIn: { keys: ["+", "="], text: "More detail of time", run: ({ zoom }) => zoom.by(1) },
  zoomOut: { keys: ["-"], text: "More of the clip", run: ({ zoom }) => zoom.by(-1) },
  zoomWhole: { keys: ["0"], text: "All of the clip; where all is on show, its start", run: showAll },
  nextClip: { keys: ["j"], text: "Next clip of the list", run: ({ steps }) => steps.by(1) },
  previousClip: { keys: ["k"], text: "Previous clip of the list", run: ({ steps }) => steps.by(-1) },
  slower: { keys: [","], text: "Slower", run: ({ player }) => player.faster(-1) },
  faster: { keys: ["."], text: "Faster", run: ({ player }) => player.faster(1) },
  loop: { keys: ["l"], text: "Loop the segment, then the event, under the playhead, then neither", run: stepLoop },
  release: { keys: ["Escape"], text: "Let go of the loop", run: ({ player }) => player.setLoop(null) },
  mute: { keys: ["m"], text: "Mute", run: ({ player }) => player.mute() },
  labels: { keys: ["o"], text: "Labels over the video", run: ({ overlay }) => overlay.toggle() },
  star: { keys: ["s"], text: "Star the clip", run: ({ notes }) => notes.toggleStar() },
  help: { keys: ["h"], text: "This sheet of the keys", run: ({ keys }) => keys.open() },
};

/** @type {Record<string, string>} */
const NAMES = { " ": "Space", ArrowLeft: "←", ArrowRight: "→" };
const shown = (/** @type {string} */ key) => key.split("+").map((part) => NAMES[part] ?? part).join(" + ");

// "Mute (m)": for titles of buttons.
/** @param {string} action */
export const nameOf = (action) => `${ACTIONS[action].text} (${ACTIONS[action].keys.map(shown).join(", ")})`;

const BY_KEY = new Map(Object.values(ACTIONS).flatMap((action) => action.keys.map((key) => [key, action])));

export class Keys {
  /** @param {Screen} screen */
  constructor(screen) {
    this.screen = screen;
    this.dialog = /** @type {HTMLDialogElement} */ (screen.part("sheet"));
    this.dialog.onclick = (event) => {
      if (event.target === this.dialog) this.dialog.close();
    };
    this.listener = (/** @type {KeyboardEvent} */ event) => this.#press(event);
    document.addEventListener("keydown", this.listener);
  }

  open() {
    const tenths = Object.keys(ACTIONS).filter((name) => name.startsWith("tenth"));
    const fixed = this.screen.view.read_only ? ["star"] : [];
    const rest = Object.keys(ACTIONS).filter((name) => ![...tenths, ...fixed].includes(name));
    const close = h("button", { type: "button", class: "close", onclick: () => this.dialog.close() }, "Close");
    this.dialog.replaceChildren(
      h("header", {}, h("h2", {}, "Keys"), close),
      h("div", { class: "actions" }, ...rest.map((name) => this.#line(name, ACTIONS[name].text))),
      h("p", {}, "Tenths of the clip"),
      h("div", { class: "tenths" }, ...tenths.map((name) => this.#line(name, ""))),
    );
    this.dialog.showModal();
  }

  close() {
    document.removeEventListener("keydown", this.listener);
  }

  #line(name, text) {
    const { keys, run, text: full } = ACTIONS[name];
    const onclick = () => {
      if (name === "help") return this.dialog.close();
      return run(this.screen);
    };
    const caps = h("span", {}, ...keys.flatMap((key) => [h("kbd", {}, shown(key)), " "]));
    const words = text ? [h("span", {}, text)] : [];
    return h("button", { type: "button", onclick, "aria-label": full }, caps, ...words);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.screen.view) return;
    const [target] = event.composedPath(); // the component lives in a shadow tree
    const arrow = event.key.startsWith("Arrow");
    const named = arrow && event.shiftKey ? `Shift+${event.key}` : event.key;
    const action = BY_KEY.get(named.length === 1 ? named.toLowerCase() : named);
    if (!action || this.dialog.open || isTyping(event) || !(target instanceof Element)) return;
    if (event.key === " " && target.closest("button, a, summary")) return;
    const own = target.matches("input[type=range]:not(.scrub), input[type=radio], .columns"); // these keys move it
    if (own && (arrow || event.key === "Home" || event.key === "End")) return;
    event.preventDefault();
    action.run(this.screen);
  }
}

/** @param {Screen} screen */
function showAll({ state, zoom, player }) {
  if (state.window) zoom.set(null);
  else player.seek(0);
}

/** @param {Screen} screen @returns {(number | boolean)[][]} */
function rows({ view, lines, classes }) {
  const grids = [view.truth, ...lines.map(({ decided }) => decided)];
  return classes.flatMap(({ index }) => grids.flatMap((grid) => MODALITIES.map((m) => grid[m][index])));
}

// Go to the next onset or offset among the classes shown, of the truth or of a run.
/** @param {Screen} screen @param {number} direction */
function stepEdge(screen, direction) {
  const { player } = screen;
  const edges = edgesOf(rows(screen)).map((segment) => segment * player.second);
  const slack = player.clock.frame + 1e-3; // an edge shows as the first frame at or after it
  const next =
    direction > 0
      ? edges.find((edge) => edge > player.time + 1e-3)
      : edges.findLast((edge) => edge < player.time - slack);
  if (next !== undefined) player.seekOnset(next);
}

// Off -> the segment under the playhead -> the shortest event there, where there is one -> off.
/** @param {Screen} screen */
function stepLoop(screen) {
  const { player } = screen;
  const { loop, second, segment } = player;
  const seconds = (/** @type {number[]} */ [onset, offset]) => ({ onset: onset * second, offset: offset * second });
  const event = eventAt(rows(screen), segment);
  /** @type {(Loop | null)[]} */
  const choices = [null, { kind: "segment", ...seconds([segment, segment + 1]) }];
  if (event) choices.push({ kind: "event", ...seconds(event) });
  const place = loop ? choices.findIndex((choice) => choice?.kind === loop.kind) : 0;
  player.setLoop(choices[(place + 1) % choices.length]);
}
