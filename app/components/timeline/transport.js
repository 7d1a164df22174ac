// Play button, scrub bar, time readout, keys.

const ICONS = { play: "M4 2.5v11l9-5.5z", pause: "M4 2.5h3v11H4zM9 2.5h3v11H9z" };

export class Transport {
  constructor(root, clock) {
    this.button = root.querySelector(".play");
    this.icon = root.querySelector(".play path");
    this.scrub = root.querySelector(".scrub");
    this.output = root.querySelector(".time");
    this.button.onclick = () => toggle(this.clock);
    this.scrub.oninput = () => this.clock.seek(Number(this.scrub.value));
    root.onkeydown = (event) => this.#key(event);
    this.follow(clock);
  }

  follow(clock) {
    this.clock = clock;
    this.scrub.max = clock.duration;
  }

  // Called on every animation frame.
  draw() {
    const { time, playing, duration } = this.clock;
    this.scrub.value = time;
    this.scrub.style.setProperty("--done", `${(100 * time) / duration}%`);
    this.output.textContent = `${time.toFixed(2)} / ${duration.toFixed(2)} s`;
    const icon = ICONS[playing ? "pause" : "play"];
    if (this.icon.getAttribute("d") !== icon) {
      this.icon.setAttribute("d", icon);
      this.button.setAttribute("aria-label", playing ? "Pause" : "Play");
    }
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { clock } = this;
    const step = event.shiftKey ? 1 : clock.frame;
    const actions = {
      " ": () => toggle(clock),
      ArrowLeft: () => clock.seek(clock.time - step + 1e-6),
      ArrowRight: () => clock.seek(clock.time + step + 1e-6),
      Home: () => clock.seek(0),
      End: () => clock.seek(clock.duration),
    };
    const onButton = event.key === " " && event.target.closest("button");
    if (!(event.key in actions) || onButton) return;
    event.preventDefault();
    event.stopPropagation();
    actions[event.key]();
  }
}

function toggle(clock) {
  if (clock.playing) clock.pause();
  else clock.play();
}
