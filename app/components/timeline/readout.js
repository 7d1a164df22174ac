// The note beside the pointer: class, second, Y, and maps, P, p of each run against the threshold.

import { outcomes } from "../shared/events.js";
import { gateName, MODALITIES } from "./logic/gates.js";
import { PROBABILITY, titleOf, tracedKinds } from "./logic/columns.js";
import { MODALITY, raised, stretch } from "./logic/words.js";
import { h, symbol } from "../shared/dom.js";
import { fixed } from "../shared/numbers.js";

/** @import { MapKind, Modality, Probabilities } from "../shared/records.d.ts" */
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
    const { view, decisions, ungated, traced, state } = this.screen;
    const whatIf = this.screen.removing ? this.screen.whatIf : null;
    const { title } = MODALITY[modality];
    const kinds = tracedKinds(view);
    const truth = view.truth[modality][index];
    const head = (/** @type {MapKind} */ kind) =>
      h("th", { scope: "col" }, symbol(kind.symbol, raised(kind, modality), kind.lowered));
    const relation = (p) => `${p.toFixed(3)} ${p >= Math.fround(state.threshold) ? "≥" : "<"}`;
    const rows = view.runs.flatMap((run, i) => {
      const [decided, passing] = [decisions, ungated].map((grids) => grids[i][modality][index]);
      const said = outcomes(decided, view.clip.dense ? truth : null, passing);
      const [kind] = said.find(([, onset, offset]) => onset <= segment && segment < offset) ?? [];
      const number = (/** @type {MapKind} */ { key }) => {
        const value = traced[i][key]?.values?.[modality][index][segment];
        return value === undefined ? "–" : fixed(value, 3);
      };
      const row = (title, maps, p, ...rest) =>
        h("tr", {}, h("th", { scope: "row" }, title), ...[...maps, p, ...rest].map((text) => h("td", {}, text)));
      const probability = (/** @type {Probabilities} */ of) => [
        relation(of.probability[modality][index][segment]),
        of.clip_probability.either[index].toFixed(3),
      ];
      const rows = [row(titleOf(run), kinds.map(number), ...probability(run), (kind && SAID[kind]) ?? "silent")];
      if (whatIf?.slot === run.slot) rows.push(row(`${run.slot} what-if`, kinds.map(() => ""), ...probability(whatIf), ""));
      return rows;
    });
    const y = view.clip.dense ? (truth[segment] ? "Y = 1" : "Y = 0") : "no truth";
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
