// The note beside the pointer: class, second, Y, and maps, P, p of each run against the threshold.

import { outcomes } from "../shared/events.js";
import { gateName, MODALITIES } from "./logic/gates.js";
import { PROBABILITY, tracedKinds } from "./logic/columns.js";
import { MODALITY, raised, stretch } from "./logic/words.js";
import { h, symbol } from "../shared/dom.js";
import { fixed } from "../shared/numbers.js";

/** @import { MapKind, Modality } from "../shared/records.d.ts" */
/** @import { Screen } from "./screen.js" */

/** @type {Record<string, string>} */
const SAID = { hit: "hit", "false-alarm": "false alarm", miss: "missed", "shut-out": "shut out", said: "found" };

export class Readout {
  /** @param {Screen} screen */
  constructor(screen) {
    this.screen = screen;
    this.element = screen.part("readout");
  }

  /**
   * Read out a class at a segment; without a class, the second alone.  Modality "both" reads out two.
   * @param {{x: number, y: number}} pointer
   * @param {{segment: number, index?: number | null, modality?: Modality | "both" | null}} place
   */
  show(pointer, { segment, index = null, modality = null }) {
    const { screen, element } = this;
    screen.highlight(index, segment);
    const { view, state } = screen;
    const when = stretch(view, segment, segment + 1);
    const parts = [h("strong", {}, index === null ? when : `${view.classes[index].display}   ${when}`)];
    if (index !== null) {
      for (const m of MODALITIES.filter((m) => modality === "both" || modality === m)) parts.push(this.#table(m, index, segment));
      parts.push(h("small", {}, `threshold ${state.threshold.toFixed(2)}, ${gateName(state.gate)}`));
    }
    element.replaceChildren(...parts);
    element.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = element;
    const x = Math.min(pointer.x + 16, window.innerWidth - width - 8);
    const above = pointer.y - height - 14;
    const y = above > 4 ? above : Math.min(pointer.y + 22, window.innerHeight - height - 4);
    element.style.transform = `translate(${Math.max(4, x)}px, ${y}px)`;
  }

  hide() {
    this.element.hidden = true;
    this.screen.highlight(null, null);
  }

  /** @param {Modality} modality @param {number} index @param {number} segment */
  #table(modality, index, segment) {
    const { view, lines, traced, state } = this.screen;
    const { title } = MODALITY[modality];
    const kinds = tracedKinds(view);
    const { clip } = view;
    const truth = view.truth[modality][index];
    const head = (/** @type {MapKind} */ kind) =>
      h("th", { scope: "col" }, symbol(kind.symbol, raised(kind, modality), kind.lowered));
    const relation = (p) => `${p.toFixed(3)} ${p >= Math.fround(state.threshold) ? "≥" : "<"}`;
    const rows = lines.map(({ run, name, title, primed, says, decided, ungated }) => {
      const said = outcomes(decided[modality][index], clip.dense ? truth : null, ungated[modality][index]);
      const [kind] = said.find(([, onset, offset]) => onset <= segment && segment < offset) ?? [];
      const maps = primed ? {} : traced[view.runs.indexOf(run)];
      const number = (/** @type {MapKind} */ { key }) => {
        const value = maps[key]?.values?.[modality][index][segment];
        return value === undefined ? "–" : fixed(value, 3);
      };
      const p = relation(says.probability[modality][index][segment]);
      const cells = [...kinds.map(number), p, says.clip_probability.either[index].toFixed(3), (kind && SAID[kind]) ?? "silent"];
      return h("tr", {}, h("th", { scope: "row" }, `${name} ${title}`), ...cells.map((text) => h("td", {}, text)));
    });
    const unknown = clip.joint ? "Y unknown" : "no truth";
    const y = truth[segment] ? "Y = 1" : clip.dense ? "Y = 0" : unknown; // what is in both is in each
    const mapped = [...kinds, ...view.kinds.filter(({ key }) => key === PROBABILITY)];
    const heads = [...mapped.map(head), h("th", { scope: "col" }, h("i", {}, "p"))];
    return h(
      "table",
      {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, `${title}, ${y}`), ...heads, h("td"))),
      h("tbody", {}, ...rows),
    );
  }
}
