// What the screen shows <-> the address bar, so that a link restores it.
//
// The address also holds the clip, the runs and the filter (clip, a to f, filter), which the server reads; what is on
// show is always written.  A choice that the clip cannot have is refused and named.

import { choosable, DIFFERENCE, PROBABILITY, TRUTH } from "./columns.js";
import { LAST, MEAN, mostLayers } from "./maps.js";
import { GATES } from "./gates.js";
import { NOTHINGS, REMOVALS } from "./removal.js";
import { COLOURS, DECIBELS, FREQUENCIES } from "./spectrogram.js";
import { ROWS, SORTS } from "./rows.js";
import { shortest } from "./zoom.js";

/** @import { MapKind, View } from "../../shared/records.d.ts" */
/** @import { Range } from "./range.js" */
/** @typedef {ReturnType<typeof defaults>} State */

export const SCALES = ["softmax", "raw"];
export const LANES = [
  "frames",
  "waveform",
  "spectrogram",
  "audio",
  "visual",
  "both",
  "audio-maps",
  "visual-maps",
  "what-if",
];
const RUNS = ["a", "b", "c", "d", "e", "f"]; // by slot
const JOIN = "."; // needs no escaping in an address
const DRAWN = /** @type {const} */ (["frequency", "decibels", "colours", "labels"]);
const WORDS = /** @type {const} */ (["gate", "scale", "block", "head", "rows", "sort", "model", "removal", "nothing", ...DRAWN]);
const LISTS = /** @type {const} */ (["maps", "pins", "silence", "blank"]);
const SPARE = /** @type {const} */ (["pins", "silence", "blank", "model"]); // left out where empty
export const seconds = (value) => +value.toFixed(5); // as written: enough to find the frame again

// What the screen shows where the address says nothing.
/** @param {Pick<View, "kinds">} view */
export const defaults = ({ kinds }) => ({
  t: 0, // seconds
  window: /** @type {Range | null} */ (null), // of the time axis, seconds; null for all of the clip
  threshold: 0.5,
  gate: "global",
  maps: choosable(kinds).filter(usual).map(({ key }) => key),
  scale: "softmax",
  block: /** @type {number | string} */ (LAST),
  head: /** @type {number | string} */ (MEAN),
  rows: "active",
  sort: "order",
  pins: /** @type {number[]} */ ([]), // class indices
  lanes: LANES.map((name) => ({ name, folded: name === "what-if" })), // in order
  silence: /** @type {number[]} */ ([]), // segments whose sound is removed
  blank: /** @type {number[]} */ ([]), // segments whose picture is removed
  model: "", // slot of the run that a what-if asks; empty for the first that can be asked
  removal: "input", // from where
  nothing: "quietest", // in place of what is removed from the input
  frequency: "mel", // scale of the spectrogram
  decibels: "80", // its range below the loudest
  colours: "level", // its colours
  labels: "off", // over the video
});

// Truth, probabilities, their difference, and how classes attend to the segments.
/** @param {MapKind} kind */
const usual = ({ key, scale, axis }) =>
  [TRUTH, PROBABILITY, DIFFERENCE].includes(key) || (scale === "attention" && axis === "time");

// Read an address's query -> {state, problems}: `problems` are sentences about what could not be taken.
/** @param {string} query @param {View} view */
export function parse(query, view) {
  const { segments, segment_seconds: second, classes } = view;
  const asked = new URLSearchParams(query);
  const state = defaults(view);
  /** @type {string[]} */
  const problems = [];
  /** @type {<Key extends keyof State>(key: Key, read: (text: string) => State[Key] | undefined) => void} */
  const take = (key, read) => {
    const text = asked.get(key);
    if (text === null) return;
    const value = read(text);
    if (value === undefined) problems.push(`the address asks for ${key} "${text.slice(0, 40)}", which there is not`);
    else state[key] = value;
  };
  /** @type {(options: string[]) => (text: string) => string | undefined} */
  const one = (options) => (text) => (options.includes(text) ? text : undefined);
  /** @type {(low: number, high: number) => (text: string) => number | undefined} */
  const between = (low, high) => (text) => {
    const value = Number(text);
    return text.trim() && value >= low && value <= high ? value : undefined;
  };
  /** @type {(high: number) => (text: string) => number | undefined} */
  const whole = (high) => (text) => (/^\d+$/.test(text) && Number(text) < high ? Number(text) : undefined);
  /** @type {<Item>(read: (text: string) => Item | undefined) => (text: string) => Item[] | undefined} */
  const list = (read) => (text) => {
    const parts = text === "" ? [] : text.split(JOIN);
    const values = parts.map(read).filter((value) => value !== undefined);
    return values.length < parts.length || new Set(values).size < values.length ? undefined : values;
  };
  /** @type {(words: string[], count: number) => (text: string) => number | string | undefined} */
  const part = (words, count) => (text) => {
    if (words.includes(text)) return text;
    return /^[1-9]\d*$/.test(text) && Number(text) <= count ? Number(text) : undefined;
  };
  const most = mostLayers(view);
  const end = seconds(segments * second);
  take("t", between(0, end));
  take("window", (text) => {
    const [onset, offset, ...rest] = text.split("-").map(between(0, end));
    if (onset === undefined || offset === undefined || rest.length) return undefined;
    return seconds(offset - onset) < seconds(shortest({ duration: end, second })) ? undefined : { onset, offset };
  });
  take("threshold", between(0, 1));
  take("gate", one(GATES));
  take("maps", list(one(choosable(view.kinds).map(({ key }) => key))));
  take("scale", one(SCALES));
  take("block", part([LAST, MEAN], most.block));
  take("head", part([MEAN], most.head));
  take("rows", one(ROWS));
  take("sort", one(SORTS));
  take("pins", list(whole(classes.length)));
  take("lanes", lanes);
  take("silence", list(whole(segments)));
  take("blank", list(whole(segments)));
  take("model", one(view.runs.filter((run) => run.live).map((run) => run.slot)));
  take("removal", one(Object.keys(REMOVALS)));
  take("nothing", one(Object.keys(NOTHINGS)));
  take("frequency", one(Object.keys(FREQUENCIES)));
  take("decibels", one(Object.keys(DECIBELS)));
  take("colours", one(Object.keys(COLOURS)));
  take("labels", one(["off", "on"]));
  return { state, problems };
}

// Write a state over an address's query -> the new query, without "?".
/** @param {string} query @param {State} state @param {View} view */
export function format(query, state, { clip, names, filter }) {
  const next = new URLSearchParams(query);
  next.set("clip", clip.filename);
  if (filter) next.set("filter", filter);
  else next.delete("filter");
  for (const key of RUNS) {
    if (names[key]) next.set(key, names[key]);
    else next.delete(key);
  }
  next.set("t", String(seconds(state.t)));
  if (state.window) next.set("window", [state.window.onset, state.window.offset].map(seconds).join("-"));
  else next.delete("window");
  next.set("threshold", String(state.threshold));
  for (const key of WORDS) next.set(key, String(state[key]));
  for (const key of LISTS) next.set(key, state[key].join(JOIN));
  next.set("lanes", state.lanes.map(({ name, folded }) => (folded ? `-${name}` : name)).join(JOIN));
  for (const key of SPARE) if (!state[key].length) next.delete(key);
  return next.toString();
}

// What is of one clip alone, which another does not take over: as a query has it that is of this clip, else as usual.
/** @param {string} query @param {View} view @returns {Pick<State, "t" | "window" | "silence" | "blank">} */
export function ofClip(query, view) {
  const here = new URLSearchParams(query).get("clip") === view.clip.filename;
  const { t, window, silence, blank } = parse(here ? query : "", view).state;
  return { t, window, silence, blank };
}

// What an address says by some keys, empty where it says nothing.
/** @param {string} query @param {string[]} keys @returns {Record<string, string>} */
export function said(query, keys) {
  const asked = new URLSearchParams(query);
  return Object.fromEntries(keys.map((key) => [key, asked.get(key) ?? ""]));
}

// "frames.-audio...": every lane once, folded ones with a minus before them.
/** @param {string} text */
function lanes(text) {
  const parsed = text.split(JOIN).map((part) => ({ name: part.replace(/^-/, ""), folded: part.startsWith("-") }));
  const names = parsed.map(({ name }) => name);
  return [...names].sort().join() === [...LANES].sort().join() ? parsed : undefined;
}
