// What is said of an order of seconds: how it does among all orders, and which seconds carry the class in truth.

import { round } from "./words.js";

const LITTLE = 0.05; // of p: what changes less says nothing of an order

/**
 * "3–6 and 8–9 s": seconds, neighbours as one stretch.
 * @param {{segment_seconds: number}} view
 * @param {number[]} seconds in order
 */
export function stretches({ segment_seconds: second }, seconds) {
  /** @type {[number, number][]} */
  const found = [];
  for (const t of seconds) {
    const last = found.at(-1);
    if (last?.[1] === t) last[1] = t + 1;
    else found.push([t, t + 1]);
  }
  const written = found.map(([onset, offset]) => `${round(onset * second)}–${round(offset * second)}`);
  return `${[written.slice(0, -1).join(", "), ...written.slice(-1)].filter(Boolean).join(" and ")} s`;
}

/**
 * A sentence without its subject, which is the order: `better` is the share of all orders that are worse.
 * @param {{segment_seconds: number}} view
 * @param {{curve: number[], better: number | null, carriers: number[] | null, worth: number[] | null}} found
 */
export function verdict(view, { curve, better, carriers, worth }) {
  const [whole, none] = [curve[0], curve[curve.length - 1]].map((p) => p.toFixed(2));
  if (better === null || !carriers || !worth) return "";
  if (Math.max(...worth.map(Math.abs)) < LITTLE) return `says little here: p goes from ${whole} to ${none} without any second, and no single one matters.`;
  const share = `is better than ${Math.round(100 * better)} % of all orders here`;
  if (!carriers.length) return `${share}; in truth no second lifts p, which goes from ${whole} to ${none} without them.`;
  return `${share}; in truth ${stretches(view, carriers)} carr${carriers.length > 1 ? "y" : "ies"} it (p goes from ${whole} to ${none} without any second).`;
}

/** @param {number[]} curve @returns {number} the area under it, by trapezoids over fractions */
export const areaOf = (curve) =>
  curve.slice(1).reduce((total, p, k) => total + (p + curve[k]) / 2, 0) / (curve.length - 1);

// The two seconds that say most together beyond what each says, and by how much; both ways.
/** @param {number[][]} interactions T x T */
export function strongest(interactions) {
  const pairs = interactions.flatMap((row, i) => row.slice(i + 1).map((value, j) => ({ seconds: [i, i + 1 + j], value })));
  const by = (/** @type {1 | -1} */ sign) => pairs.reduce((most, pair) => (sign * pair.value > sign * most.value ? pair : most));
  return { together: by(1), instead: by(-1) };
}
