// Events: runs of consecutive segments of a class.  Onsets and offsets count segments.

// Events of one class -> [[onset, offset], ...].
/** @param {(number | boolean)[]} row @returns {[number, number][]} */
export function eventsOf(row) {
  /** @type {[number, number][]} */
  const events = [];
  row.forEach((on, t) => {
    if (on && row[t - 1]) events[events.length - 1][1] = t + 1;
    else if (on) events.push([t, t + 1]);
  });
  return events;
}

// A run's row cut where right turns to wrong -> [[kind, onset, offset], ...], kind hit, false-alarm, miss or, where
// the gate alone is in the way of a hit, shut-out.  Without truth by segment (`truth` null), all that is said is
// "said".
/**
 * @param {(number | boolean)[]} said
 * @param {(number | boolean)[] | null} truth
 * @param {(number | boolean)[]} ungated what would be said without the gate
 * @returns {[string, number, number][]}
 */
export function outcomes(said, truth, ungated) {
  const kinds = said.map((on, t) => {
    if (!truth) return on ? "said" : null;
    if (on) return truth[t] ? "hit" : "false-alarm";
    if (!truth[t]) return null;
    return ungated[t] ? "shut-out" : "miss";
  });
  /** @type {[string, number, number][]} */
  const pieces = [];
  kinds.forEach((kind, t) => {
    if (kind && kinds[t - 1] === kind) pieces[pieces.length - 1][2] = t + 1;
    else if (kind) pieces.push([kind, t, t + 1]);
  });
  return pieces;
}

// All onsets and offsets in some rows, ascending, each once.
/** @param {(number | boolean)[][]} rows */
export function edgesOf(rows) {
  return [...new Set(rows.flatMap(eventsOf).flat())].sort((x, y) => x - y);
}

// The shortest event in some rows that holds segment `t`, or null.
/** @param {(number | boolean)[][]} rows @param {number} t */
export function eventAt(rows, t) {
  const around = rows.flatMap(eventsOf).filter(([onset, offset]) => onset <= t && t < offset);
  return around.sort((x, y) => x[1] - x[0] - (y[1] - y[0]))[0] ?? null;
}
