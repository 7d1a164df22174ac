// Events: runs of consecutive segments of a class.  Onsets and offsets count segments.

// Events of one class -> [[onset, offset], ...].
export function eventsOf(row) {
  const events = [];
  row.forEach((on, t) => {
    if (on && row[t - 1]) events.at(-1)[1] = t + 1;
    else if (on) events.push([t, t + 1]);
  });
  return events;
}

// A run's row cut where right turns to wrong -> [[kind, onset, offset], ...], kind hit, false-alarm or miss.
// Without truth by segment (`truth` null), all that is said is "said".
export function outcomes(said, truth) {
  const kinds = said.map((on, t) => {
    if (!truth) return on ? "said" : null;
    if (on) return truth[t] ? "hit" : "false-alarm";
    return truth[t] ? "miss" : null;
  });
  const pieces = [];
  kinds.forEach((kind, t) => {
    if (kind && kinds[t - 1] === kind) pieces.at(-1)[2] = t + 1;
    else if (kind) pieces.push([kind, t, t + 1]);
  });
  return pieces;
}

// All onsets and offsets in some rows, ascending, each once.
export function edgesOf(rows) {
  return [...new Set(rows.flatMap(eventsOf).flat())].sort((x, y) => x - y);
}

// The shortest event in some rows that holds segment `t`, or null.
export function eventAt(rows, t) {
  const around = rows.flatMap(eventsOf).filter(([onset, offset]) => onset <= t && t < offset);
  return around.sort((x, y) => x[1] - x[0] - (y[1] - y[0]))[0] ?? null;
}
