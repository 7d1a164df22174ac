// The class x time maps behind a run's predictions: which block, which head, raw or softmaxed.
//
// Maps are stored as N x H x C x T (blocks, heads, classes, segments): `mixing` is A^lm, softmaxed over time;
// `scores` are the raw products whose mean over heads is the logit of P.

export const MEAN = "mean"; // instead of a number, counted from 1, of a block or of a head

// One map of a modality -> C x T.  `kind` is mixing or scores; a block of null is the last.
export function mapOf(run, kind, modality, block, head) {
  const blocks = pick(run.maps[kind][modality], block);
  return mean(blocks.flatMap((heads) => pick(heads, head)));
}

// Softmax over time of each row of a C x T map.
export function softmax(map) {
  return map.map((row) => {
    const top = Math.max(...row);
    const powers = row.map((value) => Math.exp(value - top));
    const sum = powers.reduce((total, value) => total + value, 0);
    return powers.map((value) => value / sum);
  });
}

// What the block and head shown are called: "block 2 of 2, mean of 8 heads".
export function nameOf({ blocks, heads }, block, head) {
  const of = (word, count, choice) =>
    choice === MEAN ? `mean of ${count} ${word}s` : `${word} ${within(count, choice)} of ${count}`;
  return `${of("block", blocks, block)}, ${of("head", heads, head)}`;
}

// Two runs may differ in blocks or heads: where a run has fewer, its last stands in, and `nameOf` says so.
const within = (count, choice) => Math.min(choice ?? count, count);
const pick = (list, choice) => (choice === MEAN ? list : [list[within(list.length, choice) - 1]]);

function mean(maps) {
  return maps[0].map((row, c) =>
    row.map((_, t) => maps.reduce((total, map) => total + map[c][t], 0) / maps.length),
  );
}
