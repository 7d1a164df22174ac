// The clip screen: what is shown, and who redraws when it changes.
//
// Three kinds of change, three costs.  Time moves playheads by CSS transform, sixty times a second.  A choice
// (threshold, gate, rows, maps) is decided and drawn in the browser.  A new clip or run comes from the server.

import { format, parse } from "./logic/address.js";
import { columnsOf, tracedOf } from "./logic/columns.js";
import { binarise } from "./logic/gates.js";
import { activeClasses, chooseRows } from "./logic/rows.js";
import { scalesOf } from "./logic/scales.js";
import { themeOf } from "../shared/theme.js";
import { Controls } from "./controls.js";
import { Keys } from "./keys.js";
import { Lanes } from "./lanes.js";
import { drawLegend } from "./legend.js";
import { Notes } from "./notes.js";
import { Player } from "./player.js";
import { Readout } from "./readout.js";
import { drawScores } from "./scores.js";
import { drawSummary } from "./summary.js";
import { Transport } from "./transport.js";

const ADDRESS_PAUSE = 500; // milliseconds between two writes of the address while playing

export class Screen {
  // `send(name, value)` tells the server.
  constructor(root) {
    Object.assign(this, { root, view: null, state: null, whatIf: null, address: {}, steps: 0 });
    this.part = (name) => root.querySelector(`.${name}`);
    this.player = new Player(root, () => this.#settled());
    this.readout = new Readout(this);
    this.transport = new Transport(this);
    this.controls = new Controls(this);
    this.notes = new Notes(this);
    this.lanes = new Lanes(this);
    this.keys = new Keys(this);
    const loop = () => {
      this.#move();
      this.frame = requestAnimationFrame(loop);
    };
    this.frame = requestAnimationFrame(loop);
  }

  // Show what the server sends: at first with the state that the address asks for, then with the one at hand.
  show(view, send) {
    const before = this.view;
    Object.assign(this, { view, send });
    this.problems = [];
    if (!before) {
      const { state, problems } = parse(location.search, view);
      Object.assign(this, { state, problems });
    }
    const newClip = before?.clip.filename !== view.clip.filename;
    if (before && newClip) Object.assign(this.state, { t: 0, silence: [], blank: [] });
    if (newClip || JSON.stringify(before.media) !== JSON.stringify(view.media)) {
      this.player.load(view.media, view, this.state.t);
    }
    if (newClip || runNames(before) !== runNames(view)) this.whatIf = null;
    this.part("synthetic").hidden = !view.clip.synthetic;
    this.notes.show(view.note, newClip);
    this.update();
    this.stepping = false;
    if (this.steps) this.#askForStep();
  }

  // Change choices and redraw: set({threshold: 0.3}).
  set(change) {
    Object.assign(this.state, change);
    this.update();
  }

  // Go `count` clips on.  Presses that come before the clip asked for are kept and asked for together.
  step(count) {
    this.steps += count;
    if (!this.stepping) this.#askForStep();
  }

  togglePin(index) {
    const { pins } = this.state;
    this.set({ pins: pins.includes(index) ? pins.filter((pin) => pin !== index) : [...pins, index] });
  }

  // Seconds can be taken away: the what-if lane is open and a run on show has its model.
  get removing() {
    const { folded } = this.state.lanes.find(({ name }) => name === "what-if");
    return !folded && this.view.runs.some((run) => run.live);
  }

  // What a what-if gave: {slot, probability, clip_probability}, or null.
  setWhatIf(whatIf) {
    this.whatIf = whatIf;
    this.update();
  }

  update() {
    const { view, state } = this;
    this.theme = themeOf(this.root);
    this.root.dataset.theme = this.theme;
    this.decisions = view.runs.map((run) => binarise(run, state.threshold, state.gate));
    this.active = activeClasses([view.truth, ...this.decisions], view.classes.length);
    this.classes = chooseRows(view, this.active, state).map((index) => view.classes[index]);
    this.traced = tracedOf(view, state);
    this.columns = columnsOf(view, state, this.traced, this.removing ? this.whatIf : null);
    this.scales = scalesOf(this.columns, view, this.classes, state.threshold);
    this.root.style.setProperty("--segments", view.segments);
    this.root.toggleAttribute("data-removing", this.removing);
    this.root.dataset.density = density(this.classes.length);
    const removed = (segments) => new Set(this.removing ? segments : []);
    this.player.removed = { audio: removed(state.silence), visual: removed(state.blank) };
    drawSummary(this, this.part("summary"));
    drawScores(this, this.part("scores"));
    drawLegend(this, this.part("legend"));
    this.controls.draw();
    this.lanes.draw().then(() => {
      if (this.view === view) this.root.dataset.ready = view.clip.filename;
    });
    this.tracks = this.root.querySelectorAll(".playhead");
    this.moved = null;
    this.#write();
  }

  // Light up a class (null: none) and a segment (null: none) in every lane.
  highlight(index, segment) {
    const lit = this.lit ?? {};
    if (lit.index !== index) {
      for (const element of this.root.querySelectorAll(".lit")) element.classList.remove("lit");
      if (index !== null) {
        for (const element of this.root.querySelectorAll(`[data-class="${index}"]`)) element.classList.add("lit");
      }
    }
    if (lit.segment !== segment) {
      this.root.toggleAttribute("data-hover", segment !== null);
      this.root.style.setProperty("--hover", segment ?? 0);
    }
    this.lit = { index, segment };
  }

  close() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.address.timer);
    this.player.close();
    this.lanes.close();
    this.keys.close();
  }

  #askForStep() {
    this.stepping = true;
    this.send("step", this.steps);
    this.steps = 0;
  }

  #move() {
    const { player } = this;
    if (!player.clock || !this.state) return;
    player.tick();
    const { time, playing } = player;
    if (time === this.moved?.time && playing === this.moved.playing) return;
    this.moved = { time, playing };
    const transform = `translateX(${(100 * time) / player.duration}%)`;
    for (const head of this.tracks ?? []) head.style.transform = transform;
    this.transport.draw();
    if (playing) this.#write();
  }

  // The player started, stopped or came to rest.
  #settled() {
    if (!this.view || !this.player.clock) return;
    this.moved = null;
    const { loop, duration } = this.player;
    this.root.toggleAttribute("data-loop", Boolean(loop));
    this.root.style.setProperty("--loop-left", `${(100 * (loop?.onset ?? 0)) / duration}%`);
    this.root.style.setProperty("--loop-width", `${(100 * ((loop?.offset ?? 0) - (loop?.onset ?? 0))) / duration}%`);
    this.transport.settle();
    this.#write();
  }

  // Bring the address bar up to date, soon: browsers refuse to have it written too often.
  #write() {
    this.address.timer ??= setTimeout(() => {
      this.address.timer = null;
      this.writeAddress();
    }, this.player.playing ? ADDRESS_PAUSE : 50);
  }

  writeAddress() {
    this.state.t = this.player.time;
    const query = format(location.search, this.state, this.view);
    if (`?${query}` !== location.search) history.replaceState(history.state, "", `?${query}${location.hash}`);
  }
}

const runNames = (view) => view?.runs.map((run) => run.name).join();

// How tall rows are: few classes may breathe, all of them must fit.
const density = (classes) => (classes > 8 ? "dense" : classes > 4 ? "even" : "roomy");
