// A clip of 2 classes x 4 segments of half a second, heard and seen by two runs.

export const DOG = 0;
export const CELLO = 1;

export const TRUTH = {
  audio: [
    [1, 1, 0, 0],
    [0, 1, 1, 0],
  ],
  visual: [
    [1, 1, 1, 1],
    [0, 0, 0, 0],
  ],
};

const VISUAL = [
  [0.9, 0.9, 0.9, 0.9],
  [0.1, 0.6, 0.1, 0.1],
];

// A hears both; B the dog alone, one segment too long, and its clip-level p of the cello is low.
export const A = {
  slot: "1",
  compared: true,
  name: "a",
  title: "LEAP, HAN",
  short: "LEAP",
  live: true,
  probability: {
    audio: [
      [0.9, 0.8, 0.1, 0.2],
      [0.3, 0.7, 0.51, 0.1],
    ],
    visual: VISUAL,
  },
  clip_probability: { audio: [0.9, 0.8], visual: [0.9, 0.8], either: [0.9, 0.8] },
  // N x H x C x T: block 1 is all ones, block 2 differs by head for the dog
  maps: { A: { audio: blocks(), visual: blocks() }, S: { audio: blocks(), visual: blocks() } },
};

export const B = {
  slot: "2",
  compared: true,
  name: "b",
  title: "MMIL, HAN",
  short: "MMIL",
  live: true,
  probability: {
    audio: [
      [0.9, 0.8, 0.6, 0.2],
      [0.3, 0.2, 0.1, 0.1],
    ],
    visual: VISUAL,
  },
  clip_probability: { audio: [0.9, 0.1], visual: [0.9, 0.7], either: [0.9, 0.2] },
  // not layered: even for the dog, all on the last segment for the cello
  maps: { Wt: { audio: [[[[0.25, 0.25, 0.25, 0.25], [0, 0, 0, 1]]]], visual: [[[[0.25, 0.25, 0.25, 0.25], [0, 0, 0, 1]]]] } },
};

const record = (key, symbol, raised, title, scale, rest = {}) => ({
  ...{ key, symbol, raised, title, scale, lowered: "", axis: null, layered: false, stage: "", meaning: "", source: "" },
  ...rest,
});

export const KINDS = [
  record("Y", "Y", "m", "Truth", "probability"),
  record("A", "A", "lm", "Mixing", "attention", { axis: "time", layered: true }),
  record("S", "S", "lm", "Scores", "scores", { layered: true }),
  record("Wt", "W", "m", "Temporal", "attention", { lowered: "t", axis: "time" }),
  record("P", "P", "m", "Probabilities", "probability"),
  record("D", "Δ", "", "Difference", "difference"),
  record("W", "P′", "m", "What-if", "probability"),
  record("E", "P′ − P", "m", "What-if − before", "difference"),
];

// Two kinds of another model: attention to the two modalities, (C, T) for each, and relevance without a bound.
export const GATE = record("M", "W", "m", "Pooling over modalities", "attention", { lowered: "m", axis: "modality" });
export const RELEVANCE = record("R", "R", "m", "Relevance", "attention");

export const VIEW = {
  clip: { filename: "toy", dense: true },
  segments: 4,
  segment_seconds: 0.5,
  classes: [
    { index: DOG, name: "Dog", display: "Dog" },
    { index: CELLO, name: "Cello", display: "Cello" },
  ],
  kinds: KINDS,
  truth: TRUTH,
  runs: [A, B],
  names: { a: "a", b: "b" },
};

// With a further run beside the two, which hears nothing of the dog.
export const SEED = {
  ...A,
  slot: "3",
  compared: false,
  name: "seed",
  probability: { audio: [[0, 0, 0, 0], A.probability.audio[CELLO]], visual: VISUAL },
};
export const THREE = { ...VIEW, runs: [A, B, SEED], names: { ...VIEW.names, c: "seed" } };

function blocks() {
  const flat = (dog) => [Array(4).fill(dog), [0, 1, 2, 3]];
  return [
    [flat(1), flat(1)],
    [flat(0.25), flat(0.75)],
  ];
}
