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
  slot: "A",
  name: "a",
  title: "LEAP, HAN",
  decoder: "leap",
  blocks: 2,
  heads: 2,
  probability: {
    audio: [
      [0.9, 0.8, 0.1, 0.2],
      [0.3, 0.7, 0.51, 0.1],
    ],
    visual: VISUAL,
  },
  clip_probability: { audio: [0.9, 0.8], visual: [0.9, 0.8], either: [0.9, 0.8] },
  // N x H x C x T: block 1 is all ones, block 2 differs by head for the dog
  maps: ["mixing", "scores"].reduce(
    (maps, kind) => ({ ...maps, [kind]: { audio: blocks(), visual: blocks() } }),
    {},
  ),
};

export const B = {
  slot: "B",
  name: "b",
  title: "MMIL, HAN",
  decoder: "mmil",
  blocks: 0,
  heads: 0,
  probability: {
    audio: [
      [0.9, 0.8, 0.6, 0.2],
      [0.3, 0.2, 0.1, 0.1],
    ],
    visual: VISUAL,
  },
  clip_probability: { audio: [0.9, 0.1], visual: [0.9, 0.7], either: [0.9, 0.2] },
  maps: { mixing: {}, scores: {} },
};

export const VIEW = {
  clip: { filename: "toy", dense: true },
  segments: 4,
  segment_seconds: 0.5,
  classes: [
    { index: DOG, name: "Dog", display: "Dog" },
    { index: CELLO, name: "Cello", display: "Cello" },
  ],
  truth: TRUTH,
  runs: [A, B],
};

function blocks() {
  const flat = (dog) => [Array(4).fill(dog), [0, 1, 2, 3]];
  return [
    [flat(1), flat(1)],
    [flat(0.25), flat(0.75)],
  ];
}
