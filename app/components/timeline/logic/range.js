// A range of a clip, and what a class has over it.

/** @typedef {{onset: number, offset: number}} Range in whatever unit, with onset < offset */

// The mean of a row of T segments over a range, in segments; where it cuts one, by the part that it holds.
/** @param {number[]} row @param {Range} range */
export function meanOver(row, { onset, offset }) {
  const part = (/** @type {number} */ t) => Math.max(0, Math.min(t + 1, offset) - Math.max(t, onset));
  return row.reduce((total, value, t) => total + value * part(t), 0) / (offset - onset);
}

// The range between two places, seconds, in either order, or null where they are nearer than `least`.  A place within
// `slack` of an edge of a segment is meant to be there.
/**
 * @param {[number, number]} places
 * @param {{second: number, slack: number, least: number}} about seconds
 * @returns {Range | null}
 */
export function rangeOf(places, { second, slack, least }) {
  const [onset, offset] = places
    .map((place) => ({ place, edge: Math.round(place / second) * second }))
    .map(({ place, edge }) => (Math.abs(place - edge) <= slack ? edge : place))
    .sort((x, y) => x - y);
  return offset - onset < least ? null : { onset, offset };
}
