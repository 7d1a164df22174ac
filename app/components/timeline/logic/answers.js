// What models say, read from what app/answers.py asked them beforehand.

import { layersOf, LAST, MEAN } from "./maps.js";

/** @import { View } from "../../shared/records.d.ts" */
/** @typedef {Record<string, any>} Answer what the server would say, or an `error` */

const BY = "replaced by the clip's quietest second, or masked in the decoder";
const SOME = `This page stores the answers for one second, or all, of sound or of picture, ${BY}. The dashboard asks the model anything (leap app).`;
const LAYER =
  "This page stores the deletion curves by the run's first map, of the last block and the mean of the heads; seconds " +
  `${BY}. The dashboard computes the others (leap app).`;
const WORTH = `This page stores what seconds are worth, ${BY}, of clips short enough. The dashboard computes the others (leap app).`;
const WORDS = "This page asks no model with words: the dashboard that it was exported from does (leap app).";

/**
 * @param {string} path of the server's route
 * @param {Record<string, any>} query
 * @param {View} view
 * @param {Answer} answers of the run that is asked
 * @returns {Answer}
 */
export function answerTo(path, query, view, answers) {
  const removal = query.removal === "input" ? `input-${query.nothing}` : query.removal;
  if (path === "api/words") return { error: WORDS };
  if (path === "api/shapley") return answers[`shapley ${removal}`] ?? { error: WORTH };
  if (path === "api/deletion") {
    const { map, modality, block, head } = query;
    const kind = view.kinds.find(({ key }) => key === map);
    const run = view.runs.find(({ name }) => name === query.run);
    const last = kind && run && [LAST, layersOf(run, kind).block].some((choice) => String(choice) === String(block));
    const plain = !kind?.layered || (last && head === MEAN);
    const answer = plain && answers[`deletion ${map} ${modality} ${query.class} ${removal}`];
    return answer ? { ...answer, interactions: answer.interactions && whole(answer.interactions) } : { error: LAYER };
  }
  const { silence, blank } = query;
  if (!silence && !blank) return {}; // nothing to load for what comes
  const which = silence ? `silence ${silence}` : `blank ${blank}`;
  const answer = silence && blank ? null : answers[`${which} ${removal}`];
  return answer ? { ...unpacked(answer.p, view), replaced: answer.replaced } : { error: SOME };
}

// A symmetric matrix of its rows from the diagonal on.
/** @param {number[][]} half */
const whole = (half) => half.map((_, i) => half.map((_, j) => half[Math.min(i, j)][Math.abs(i - j)]));

/** @param {string} base64 of uint16, in 2^-15: P of sound and of picture, C x T; p of either and of the clip, C @param {View} view */
function unpacked(base64, { classes, segments }) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const values = Array.from(new Uint16Array(bytes.buffer), (n) => n / 2 ** 15);
  const take = (/** @type {number} */ count) => values.splice(0, count);
  const grid = () => classes.map(() => take(segments));
  const probability = { audio: grid(), visual: grid() };
  const [audio, visual, either] = [0, 1, 2].map(() => take(classes.length));
  return { probability, clip_probability: { audio, visual, either } };
}
