// Probabilities -> decisions: a threshold and a gate, as leap_core/metrics/gates.py has them.
//
//   global     a segment counts only where the clip-level p of its class does
//   modality   only where its own modality's p does
//   none       on its own
//
// Shapes: grids are {audio, visual}, each C x T.

export const GATES = ["global", "modality", "none"];
export const MODALITIES = ["audio", "visual"];

// Decide a run's probabilities -> grid of booleans; at the threshold counts as present.
// Probabilities are float32, so the threshold is compared as one.
export function binarise({ probability, clip_probability: p }, threshold, gate) {
  const limit = Math.fround(threshold);
  const gates = { global: () => p.either, modality: (m) => p[m], none: () => null };
  const decide = (m) => {
    const open = gates[gate](m);
    return probability[m].map((row, c) => row.map((value) => value >= limit && (!open || open[c] >= limit)));
  };
  return Object.fromEntries(MODALITIES.map((m) => [m, decide(m)]));
}

// Heard and seen: the cells that both modalities have.
export const both = ({ audio, visual }) => audio.map((row, c) => row.map((on, t) => Boolean(on && visual[c][t])));
