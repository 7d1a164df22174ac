// Event bars, one row a class: truth over run A over run B on one time axis.
// A run's bars tell right from wrong without colour: hits are solid, false alarms hatched, misses outlined.

import { h, MODALITIES } from "./dom.js";
import { axis, span, track } from "./tracks.js";

export function drawBars(screen, container) {
  const { view } = screen;
  container.style.setProperty("--lanes", view.runs.length + 1);
  const sections = MODALITIES.map((modality) => section(screen, modality));
  const toggle = h(
    "button",
    { type: "button", class: "show-all", "aria-pressed": screen.all },
    showLabel(screen),
  );
  toggle.onclick = () => screen.showAll(!screen.all);
  container.replaceChildren(
    ...headline(view),
    ...gateNotes(view),
    h("header", {}, h("h2", {}, "Events"), h("p", {}, laneNames(view)), toggle),
    ...sections,
    h("div", { class: "row-of-axis" }, axis(view)),
  );
}

// In a sentence, what run A finds that run B does not: "LEAP hears Fire alarm (4–8 s), MMIL does not."
function headline(view) {
  const found = view.found_by_first_only;
  if (!found.length) return [];
  const [a, b] = names(view);
  const parts = MODALITIES.flatMap(({ name, verb }) => {
    const events = found.filter((event) => event.modality === name);
    if (!events.length) return [];
    const list = events.map((e) => `${view.classes[e.class].display} (${e.onset}–${e.offset} s)`);
    return [[`${verb} `, h("em", {}, list.join(", "))]];
  });
  return [
    h(
      "p",
      { class: "headline" },
      `${a} `,
      ...parts.flatMap((part, i) => (i ? [" and ", ...part] : part)),
      `, ${b} does not.`,
    ),
  ];
}

// What the gate alone takes from a run: clip-level p below the threshold.
function gateNotes(view) {
  return view.runs.flatMap(({ shut_out: shutOut }, i) => {
    if (!shutOut.length) return [];
    const list = shutOut.map((c) => `${view.classes[c.class].display} (p of the clip ${c.p.toFixed(3)})`);
    const text = `The ${view.gate} gate shuts out what ${names(view)[i]} finds of ${list.join(", ")}.`;
    return [h("p", { class: "note gate" }, text)];
  });
}

// What to call the runs in a sentence: by decoder where that tells them apart.
function names({ runs }) {
  const decoders = runs.map((run) => run.decoder.toUpperCase());
  return new Set(decoders).size === runs.length ? decoders : runs.map((run) => `${run.title} (${run.slot})`);
}

function section(screen, modality) {
  const { view, classes } = screen;
  const rows = classes.map((c) =>
    h("div", { class: "lanes", style: { "--hue": c.hue } }, ...lanesOf(view, modality, c)),
  );
  const describe = (x, y) => say(view, modality, classes, x, y);
  const label = `${modality.title} events of ${classes.map((c) => c.display).join(", ")}`;
  return h(
    "section",
    { class: `events ${modality.name}` },
    h("h3", {}, modality.title),
    h(
      "div",
      { class: "labels" },
      ...classes.map((c) => h("span", { style: { "--hue": c.hue }, title: c.name }, c.display)),
    ),
    h("div", { class: "slots", "aria-hidden": "true" }, ...classes.map(() => slots(view))),
    track(screen, { label, describe }, dividers(view), ...rows),
  );
}

function lanesOf(view, modality, { index }) {
  const truth = view.truth_events[modality.name][index];
  const lanes = [
    h(
      "div",
      { class: "lane truth" },
      ...truth.map((e) => h("div", { class: "event truth", style: span(view, e) })),
    ),
  ];
  for (const run of view.runs) {
    const pieces = outcomes(view, modality, index, run);
    lanes.push(
      h(
        "div",
        { class: "lane" },
        ...pieces.map(([kind, e]) => h("div", { class: `event ${kind}`, style: span(view, e) })),
      ),
    );
  }
  return lanes;
}

// A run's events of a class cut where right turns to wrong: [kind, [onset, offset]].
function outcomes(view, modality, index, run) {
  const truth = view.truth[modality.name][index];
  const second = view.segment_seconds;
  const kinds = truth.map((y, t) => {
    const said = run.events[modality.name][index].some(([a, b]) => a <= t * second && t * second < b);
    if (!view.clip.dense) return said ? "hit" : null;
    return said ? (y ? "hit" : "false-alarm") : y ? "miss" : null;
  });
  const pieces = [];
  kinds.forEach((kind, t) => {
    const last = pieces.at(-1);
    if (kind && last?.[0] === kind && last[1][1] === t * second) last[1][1] = (t + 1) * second;
    else if (kind) pieces.push([kind, [t * second, (t + 1) * second]]);
  });
  return pieces;
}

function say(view, modality, classes, x, y) {
  const row = y * classes.length;
  const { display, index } = classes[Math.floor(row)];
  const lane = Math.floor((row % 1) * (view.runs.length + 1));
  const t = Math.floor(x * view.segments);
  const run = view.runs[lane - 1];
  if (!run)
    return [display, second(view, t), view.truth[modality.name][index][t] ? "in truth" : "not in truth"];
  const kind = outcomes(view, modality, index, run).find(
    ([, [a, b]]) => a <= t * view.segment_seconds && t * view.segment_seconds < b,
  );
  const said = { hit: "hit", "false-alarm": "false alarm", miss: "missed" }[kind?.[0]] ?? "rightly silent";
  return [display, second(view, t), `${run.title}: ${said}`];
}

export const second = (view, t) =>
  `${+(t * view.segment_seconds).toFixed(2)}–${+((t + 1) * view.segment_seconds).toFixed(2)} s`;

const dividers = (view) =>
  h(
    "div",
    { class: "dividers" },
    ...Array.from({ length: view.segments - 1 }, (_, t) =>
      h("i", { style: { left: `${(100 * (t + 1)) / view.segments}%` } }),
    ),
  );

const slots = (view) => h("div", {}, h("span", {}, "Y"), ...view.runs.map((run) => h("span", {}, run.slot)));

const laneNames = (view) =>
  ["Y truth", ...view.runs.map((run) => `${run.slot} ${run.title}`)].join("   ·   ");

const showLabel = ({ all, view }) =>
  all ? "Active classes only" : `Show all ${view.classes.length} classes`;
