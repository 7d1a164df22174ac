// What models say, read from what app/answers.py asked them beforehand.

import { layersOf, LAST, MEAN } from "./maps.js";

/** @import { View } from "../../shared/records.d.ts" */
/** @typedef {Record<string, any>} Answer what the server would say, or an `error` */

const SOME =
  "This page stores the answers for one second, or all, of sound or of picture; replaced by silence and black, or " +
  "masked in the decoder. The dashboard asks the model anything (leap app).";
const LAYER =
  "This page stores the deletion curves of the last block and the mean of the heads; seconds replaced by silence and " +
  "black, or masked in the decoder. The dashboard computes the others (leap app).";

/**
 * @param {string} path of the server's route
 * @param {Record<string, any>} query
 * @param {View} view
 * @param {Answer} answers of the run that is asked
 * @returns {Answer}
 */
export function answerTo(path, query, view, answers) {
  const removal = query.removal === "input" ? `input-${query.nothing}` : query.removal;
  if (path === "api/deletion") {
    const { map, modality, block, head } = query;
    const kind = view.kinds.find(({ key }) => key === map);
    const run = view.runs.find(({ name }) => name === query.run);
    const last = kind && run && [LAST, layersOf(run, kind).block].some((choice) => String(choice) === String(block));
    const plain = last && (!kind.layered || head === MEAN);
    return (plain && answers[`deletion ${map} ${modality} ${query.class} ${removal}`]) || { error: LAYER };
  }
  const { silence, blank } = query;
  if (!silence && !blank) return {}; // nothing to load for what comes
  const which = silence ? `silence ${silence}` : `blank ${blank}`;
  const answer = silence && blank ? null : answers[`${which} ${removal}`];
  return answer ? { ...unpacked(answer.p, view), replaced: answer.replaced } : { error: SOME };
}

/** @param {string} base64 of float32: P of sound and of picture, C x T; p of either and of the clip, C @param {View} view */
function unpacked(base64, { classes, segments }) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const values = [...new Float32Array(bytes.buffer)];
  const take = (/** @type {number} */ count) => values.splice(0, count);
  const grid = () => classes.map(() => take(segments));
  const probability = { audio: grid(), visual: grid() };
  const [audio, visual, either] = [0, 1, 2].map(() => take(classes.length));
  return { probability, clip_probability: { audio, visual, either } };
}
