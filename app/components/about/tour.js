// Five steps over the clip screen, which stays usable meanwhile.  Left or ended, the tour is not offered again by itself.

import { h } from "../shared/dom.js";

const LEFT = "leap-lens.tour"; // in the browser's memory
const GAP = 12; // px between a card and what it is about

// What each step is about: places on the page, and what to say.
const STEPS = [
  {
    of: [".st-key-a", ".st-key-b"],
    title: "Two runs, one clip",
    text: "Run 1 and run 2 are two trained models. Everything below shows both on the same seconds; choose others here.",
  },
  {
    of: [".player"],
    title: "See and hear it",
    text: "Play, scrub, step by segment or frame. A red line marks the same moment in every lane and map. Next and Previous go through the clips, as j and k do.",
  },
  {
    of: ["[data-lane=audio]", "[data-lane=visual]"],
    title: "What is there, what each run says",
    text: "A row for each class: the truth Y over run 1 over run 2. Full bars are hits, hatched ones false alarms, dashed ones misses.",
  },
  {
    of: ["[data-lane=audio-maps]", "[data-lane=visual-maps]"],
    title: "Why",
    text: "Class by second: where a model looks (A of LEAP, W of MMIL) and the probability P that it gives. Point at a cell to read it out.",
  },
  {
    of: [".decision"],
    title: "Change the decision",
    text: "Threshold and gate turn P into bars; move them and all of it follows. Browse finds clips where the runs differ, Compare sums up, Figure prints. ? explains each screen.",
  },
];

export class Tour {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.card = /** @type {HTMLElement} */ (root.querySelector(".tour"));
    this.spot = /** @type {HTMLElement} */ (root.querySelector(".spot"));
    this.step = -1;
    this.place = () => this.#place();
    this.card.onkeydown = (event) => {
      if (event.key === "Escape") this.leave();
    };
  }

  // Start on the first visit, once the clip is drawn.
  async offer() {
    if (this.step >= 0 || localStorage.getItem(LEFT)) return;
    if (await appears(STEPS[2].of[0])) this.start();
  }

  start() {
    this.#show(0);
    addEventListener("resize", this.place);
    addEventListener("scroll", this.place, { capture: true, passive: true });
  }

  leave() {
    if (this.step < 0) return;
    localStorage.setItem(LEFT, "left");
    this.step = -1;
    this.card.hidden = this.spot.hidden = true;
    removeEventListener("resize", this.place);
    removeEventListener("scroll", this.place, { capture: true });
  }

  /** @param {number} step */
  #show(step) {
    this.step = step;
    const { title, text, of } = STEPS[step];
    const last = step === STEPS.length - 1;
    const button = (/** @type {string} */ name, /** @type {() => void} */ onclick, attributes = {}) =>
      h("button", { type: "button", onclick, ...attributes }, name);
    const next = last ? button("Done", () => this.leave(), { class: "next" }) : button("Next step", () => this.#show(step + 1), { class: "next" });
    const back = step ? [button("Back", () => this.#show(step - 1))] : [];
    this.card.replaceChildren(
      h("h2", {}, title),
      h("p", {}, text),
      h("footer", {}, h("span", {}, `${step + 1} of ${STEPS.length}`), button("Leave the tour", () => this.leave()), ...back, next),
    );
    this.card.hidden = this.spot.hidden = false;
    found(of[0])?.scrollIntoView({ block: "center" });
    this.#place();
    next.focus({ preventScroll: true });
  }

  // The card stands below what it is about, above where there is no room, within the window.
  #place() {
    const boxes = STEPS[this.step].of.map(found).filter((element) => element !== null).map((element) => element.getBoundingClientRect());
    if (!boxes.length) return this.leave();
    const left = Math.min(...boxes.map((box) => box.left));
    const right = Math.max(...boxes.map((box) => box.right));
    const top = Math.max(Math.min(...boxes.map((box) => box.top)), 0);
    const bottom = Math.min(Math.max(...boxes.map((box) => box.bottom)), innerHeight);
    const { offsetWidth: width, offsetHeight: height } = this.card;
    const below = bottom + GAP + height < innerHeight;
    const y = below ? bottom + GAP : Math.max(GAP, top - GAP - height);
    const x = Math.min(Math.max(GAP, left), innerWidth - width - GAP);
    this.card.style.transform = `translate(${x}px, ${y}px)`;
    Object.assign(this.spot.style, { left: `${left - 4}px`, top: `${top - 4}px`, width: `${right - left + 8}px`, height: `${bottom - top + 8}px` });
  }
}

// An element of the page or of the timeline's shadow tree.
/** @param {string} selector @returns {Element | null} */
function found(selector) {
  const trees = [...document.querySelectorAll(".st-key-timeline *")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
  for (const tree of [document, ...trees]) {
    const element = tree.querySelector(selector);
    if (element?.getClientRects().length) return element;
  }
  return null;
}

// Whether an element is drawn within ten seconds.
/** @param {string} selector */
async function appears(selector) {
  for (let wait = 0; wait < 50; wait++) {
    if (found(selector)) return true;
    await new Promise((done) => setTimeout(done, 200));
  }
  return false;
}
