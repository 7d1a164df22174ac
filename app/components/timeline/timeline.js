// The clip screen.  One clock, one loop on the screen's own frames that moves every playhead by CSS transform.

import { drawBars } from "./bars.js";
import { TimerClock, VideoClock } from "./clock.js";
import { themeOf } from "./colours.js";
import { shownClasses } from "./dom.js";
import { drawKey } from "./key.js";
import { loadPlotly, Maps } from "./maps.js";
import { Readout } from "./readout.js";
import { drawScores } from "./scores.js";
import { Transport } from "./transport.js";

const screens = new WeakMap(); // Streamlit's element -> its screen

// Streamlit calls this on every change of data or theme, and the clean-up when the component goes.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".lens");
  if (screens.get(parentElement)?.root !== root) screens.set(parentElement, new Screen(root));
  const screen = screens.get(parentElement);
  const call = screen.show(data);
  return () => {
    if (screen.calls !== call) return; // the clean-up of an overtaken call, late
    screen.close();
    screens.delete(parentElement);
  };
}

class Screen {
  constructor(root) {
    Object.assign(this, { root, calls: 0, all: false, view: null });
    this.part = (name) => root.querySelector(`.${name}`);
    this.video = root.querySelector("video");
    this.readout = new Readout(root);
    this.maps = new Maps(this.part("maps"));
    loadPlotly();
    const loop = () => {
      this.move();
      this.frame = requestAnimationFrame(loop);
    };
    this.frame = requestAnimationFrame(loop);
  }

  // Show a view; returns the number of this call.
  show(view) {
    const sameClip = JSON.stringify(view.video) === JSON.stringify(this.view?.video);
    this.view = view;
    this.duration = view.segments * view.segment_seconds;
    this.theme = themeOf(this.root);
    this.root.dataset.theme = this.theme;
    if (!sameClip || !this.clock) this.#load();
    this.part("synthetic").hidden = !view.clip.synthetic;
    drawScores(view, this.part("scores"));
    drawKey(this, this.part("key"));
    this.#drawClasses();
    return ++this.calls;
  }

  showAll(all) {
    this.all = all;
    this.#drawClasses();
  }

  move() {
    if (!this.clock) return;
    const { time, playing } = this.clock;
    if (time === this.moved?.time && playing === this.moved.playing) return;
    this.moved = { time, playing };
    const transform = `translateX(${(100 * time) / this.duration}%)`;
    for (const head of this.heads ?? []) head.style.transform = transform;
    this.transport.draw();
  }

  close() {
    cancelAnimationFrame(this.frame);
    this.clock?.close();
    this.maps.close();
  }

  #load() {
    const { url, frame_seconds: frame, missing } = this.view.video;
    this.clock?.close();
    if (url) {
      this.video.hidden = false;
      this.part("missing").hidden = true;
      this.video.onerror = () =>
        this.#withoutVideo("The browser cannot play this video. The rest works without.");
      this.video.src = new URL(url, document.baseURI).href;
      this.#follow(new VideoClock(this.video, this.duration, frame, () => this.move()));
    } else {
      this.#withoutVideo(missing);
    }
  }

  #withoutVideo(reason) {
    this.clock?.close();
    this.video.onerror = null;
    this.video.removeAttribute("src");
    this.video.load();
    this.video.hidden = true;
    this.part("missing").hidden = false;
    this.part("missing").textContent = reason;
    this.#follow(new TimerClock(this.duration, () => this.move()));
  }

  #follow(clock) {
    this.clock = clock;
    this.moved = null;
    this.transport ??= new Transport(this.root, clock);
    this.transport.follow(clock);
  }

  async #drawClasses() {
    const { view } = this;
    this.classes = shownClasses(view, this.all);
    this.root.dataset.density = density(this.classes.length);
    drawBars(this, this.part("bars"));
    const drawn = this.maps.draw(this);
    this.heads = this.root.querySelectorAll(".playhead");
    this.moved = null;
    await drawn;
    if (this.view === view) this.root.dataset.ready = view.clip.filename;
  }
}

// How tall rows are: few classes may breathe, all of them must fit.
const density = (classes) => (classes > 8 ? "dense" : classes > 4 ? "even" : "roomy");
