// The clip screen: what is shown, and who redraws when it changes.
//
// Three kinds of change, three costs.  Time and its window move what is drawn by CSS, sixty times a second.  A choice
// (threshold, gate, rows, maps) is decided and drawn in the browser.  Another clip comes from the provider, mostly ahead
// of its being asked for; other runs come from the script.

import { ofClip } from "./logic/address.js";
import { columnsOf, tracedOf } from "./logic/columns.js";
import { linesOf, subjectOf } from "./logic/lines.js";
import { activeClasses, chooseRows } from "./logic/rows.js";
import { scalesOf } from "./logic/scales.js";
import { themeOf } from "../shared/theme.js";
import { Address } from "./address.js";
import { Controls } from "./controls.js";
import { highlighter } from "./highlight.js";
import { Keys } from "./keys.js";
import { Lanes } from "./lanes.js";
import { drawLegend } from "./legend.js";
import { Notes } from "./notes.js";
import { Overlay } from "./overlay.js";
import { Picker } from "./picker.js";
import { Player } from "./player.js";
import { Range } from "./range.js";
import { Readout } from "./readout.js";
import { drawScores } from "./scores.js";
import { Steps } from "./steps.js";
import { Share } from "./share.js";
import { drawSummary } from "./summary.js";
import { Transport } from "./transport.js";
import { Worth } from "./worth.js";
import { Zoom } from "./zoom.js";

/** @import { Category, View } from "../shared/records.d.ts" */
/** @import { State } from "./logic/address.js" */
/** @import { Column, WhatIf } from "./logic/columns.js" */
/** @import { Decision } from "./logic/gates.js" */
/** @import { Line } from "./logic/lines.js" */
/** @import { Shown } from "./logic/maps.js" */
/** @import { Scale } from "./logic/scales.js" */
/** @import { Provider } from "./provider.d.ts" */
/** @typedef {(name: string, value: any) => void} Send */

export class Screen {
  // What the server sent and how to tell the script something; the choices; what follows from them.  What has no
  // value here is there from the first `show` on.
  /** @type {View} */ view;
  /** @type {Send} */ send;
  /** @type {{token: string, keys: string[]}} */ teller; // by which it says what is seen
  /** @type {number | undefined} */ sharing; // at which opening of the menu Share, 0 while it is closed
  /** @type {State} */ state;
  /** @type {WhatIf | null} */ whatIf = null;
  /** @type {string[]} */ problems = [];
  /** @type {Line[]} */ lines; // who says what
  /** @type {Decision[]} */ decisions; // of the runs alone
  /** @type {Decision[]} */ ungated; // what each run would decide without the gate
  /** @type {boolean[]} */ active;
  /** @type {Category[]} */ classes;
  /** @type {Record<string, Shown>[]} */ traced;
  /** @type {Column[]} */ columns;
  /** @type {Record<string, Scale>} */ scales;
  /** @type {string} */ theme;
  left = 0; // pixels that columns of maps are scrolled by: asking would lay out the page
  /** @type {Iterable<HTMLElement>} */ tracks = [];
  /** @type {{time: number, playing: boolean} | null} */ moved = null;

  /** @param {HTMLElement} root @param {Provider} provider */
  constructor(root, provider) {
    this.root = root;
    this.provider = provider;
    this.part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(`.${name}`));
    this.highlight = highlighter(root);
    this.steps = new Steps(this);
    this.address = new Address(this);
    this.share = new Share(this);
    this.player = new Player(root, () => this.#settled());
    this.overlay = new Overlay(this);
    this.readout = new Readout(this);
    this.range = new Range(this);
    this.transport = new Transport(this);
    this.controls = new Controls(this);
    this.notes = new Notes(this);
    this.picker = new Picker(this);
    this.zoom = new Zoom(this);
    this.worth = new Worth(this);
    this.lanes = new Lanes(this);
    this.keys = new Keys(this);
    const loop = () => {
      this.#move();
      this.frame = requestAnimationFrame(loop);
    };
    this.frame = requestAnimationFrame(loop);
  }

  /**
   * Show what the script sends, unless it is of a clip that has been left meanwhile.
   * @param {View} view
   * @param {Send} send
   */
  show(view, send) {
    Object.assign(this, { send, teller: view.teller, sharing: view.sharing });
    this.notes.heard(view);
    const { wanted } = this.steps;
    const clip = wanted === null && view.asked && new URLSearchParams(this.provider.query).get("clip");
    if (wanted === null || view.asked === wanted) this.take(view);
    else if (this.theme !== themeOf(this.root)) this.update();
    if (clip && clip !== view.asked) this.steps.to(clip); // which a server that was started anew does not know of
    if (view.sharing && view.sharing !== this.share.opened) this.address.write();
  }

  /** @param {View} view to draw: at first with the state that the address asks for, then with the one at hand */
  take(view) {
    const before = this.view;
    this.view = view;
    this.problems = [];
    if (!before) {
      const { state, problems } = this.address.read(view);
      this.state = state;
      if (problems.length) this.problems = [`Shown as usual instead: ${problems.join("; ")}.`];
    }
    const newClip = before?.clip.filename !== view.clip.filename;
    if (before && newClip) Object.assign(this.state, ofClip(this.provider.query, view));
    if (newClip || JSON.stringify(before.media) !== JSON.stringify(view.media)) this.#play(view);
    this.part("synthetic").hidden = !view.clip.synthetic;
    this.notes.show(view.note, newClip);
    this.picker.draw();
    this.update();
    if (before && newClip) this.address.follow("clip");
    this.steps.arrive(view);
  }

  // Of clips passed in haste none is loaded; what is pressed at the last holds once it is.
  /** @param {View} view */
  async #play(view) {
    const { player, steps } = this;
    const { media } = view;
    const load = (/** @type {number} */ time) =>
      player.load(media.url ? { ...media, url: this.provider.play(media) } : media, view, time);
    if (!steps.hasty) return load(this.state.t);
    player.load({ missing: "" }, view, this.state.t);
    await steps.rest();
    if (this.view !== view) return;
    const { time, playing, loop } = player;
    load(time);
    player.setLoop(loop);
    if (playing) player.toggle();
  }

  /** @param {Partial<State>} change choices to change and redraw: set({threshold: 0.3}) */
  set(change) {
    Object.assign(this.state, change);
    this.update();
  }

  /** @param {string} reason why another clip cannot be shown */
  refuse(reason) {
    this.problems = [reason];
    this.update();
  }

  /** @param {number} index */
  togglePin(index) {
    const { pins } = this.state;
    this.set({ pins: pins.includes(index) ? pins.filter((pin) => pin !== index) : [...pins, index] });
  }

  // Seconds can be taken away: the what-if lane is open and a run on show has its model.
  get removing() {
    const open = this.state.lanes.some(({ name, folded }) => name === "what-if" && !folded);
    return open && this.view.runs.some((run) => run.live);
  }

  // The what-if, where it is of what is on show.
  get primed() {
    const { whatIf, view } = this;
    return this.removing && whatIf?.subject === subjectOf(view) ? whatIf : null;
  }

  /** @param {WhatIf | null} whatIf what a what-if gave */
  setWhatIf(whatIf) {
    this.whatIf = whatIf;
    this.update();
  }

  update() {
    const { view, state } = this;
    this.theme = themeOf(this.root);
    this.root.dataset.theme = this.theme;
    this.lines = linesOf(view, state, this.primed);
    const runs = this.lines.filter(({ primed }) => !primed);
    this.decisions = runs.map(({ decided }) => decided);
    this.ungated = runs.map(({ ungated }) => ungated);
    const said = this.lines.map(({ decided }) => decided);
    this.active = activeClasses([view.truth, ...said], view.classes.length);
    this.classes = chooseRows(view, this.active, state).map((index) => view.classes[index]);
    this.traced = tracedOf(view, state, this.worth.shown());
    this.columns = columnsOf(view, state, this.traced, this.primed);
    this.scales = scalesOf(this.columns, view, this.classes, state.threshold);
    this.root.style.setProperty("--segments", `${view.segments}`);
    this.root.toggleAttribute("data-removing", this.removing);
    this.root.dataset.density = density(this.classes.length);
    const silent = this.removing && state.removal === "input"; // what is masked is there to be heard and seen
    const removed = (segments) => new Set(silent ? segments : []);
    this.player.removed = { audio: removed(state.silence), visual: removed(state.blank) };
    drawSummary(this, this.part("summary"));
    drawScores(this, this.part("scores"));
    drawLegend(this, this.part("legend"));
    this.range.draw();
    this.controls.draw();
    this.zoom.draw();
    this.overlay.draw();
    this.lanes.draw().then(() => {
      if (this.view === view) this.root.dataset.ready = view.clip.filename;
    });
    this.root.dataset.drawn = view.clip.filename; // frames and sound may still be on their way
    this.tracks = this.root.querySelectorAll(".playhead");
    this.moved = null;
    this.address.follow("choice");
  }

  close() {
    cancelAnimationFrame(this.frame);
    this.steps.close();
    this.address.close();
    this.player.close();
    this.lanes.close();
    this.worth.close();
    this.notes.close();
    this.keys.close();
  }

  #move() {
    const { player } = this;
    if (!this.state) return;
    player.tick();
    const { time, playing } = player;
    if (time === this.moved?.time && playing === this.moved.playing) return;
    this.moved = { time, playing };
    this.zoom.follow();
    const transform = `translateX(${(100 * time) / player.duration}%)`;
    for (const head of this.tracks) head.style.transform = transform;
    this.transport.draw();
    this.overlay.move();
    if (playing) this.address.follow("time");
  }

  // The player started, stopped or came to rest.
  #settled() {
    if (!this.view) return;
    this.moved = null;
    this.range.draw();
    this.transport.settle();
    this.address.follow("choice");
  }
}

// How tall rows are: few classes may breathe, all of them must fit.
/** @param {number} classes */
const density = (classes) => (classes > 8 ? "dense" : classes > 4 ? "even" : "roomy");
