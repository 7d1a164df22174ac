// Class x time cells on a canvas, as sharp as the screen is.

import { shadeOf, shades } from "./colours.js";
import { canvasContext } from "../shared/theme.js";

/** @import { Scale } from "./logic/scales.js" */

const ROOM = 6; // pixels of a cell that leave room for a gap beside it

/**
 * Paint `values`, rows of cells, on a canvas that is `width` x `height` on the page: the columns between `from` and
 * `to`, which may cut a cell.
 * @param {HTMLCanvasElement} canvas
 * @param {number[][]} values
 * @param {Scale} scale
 * @param {string} theme
 * @param {{width: number, height: number, from: number, to: number}} size
 */
export function paintCells(canvas, values, scale, theme, { width, height, from, to }) {
  const fine = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * fine);
  canvas.height = Math.round(height * fine);
  const [rows, columns] = [values.length, values[0].length];
  const palette = shades(scale.colours, theme);
  const image = new ImageData(columns, rows);
  values.flat().forEach((value, i) => {
    const shade = 4 * shadeOf(value, scale);
    image.data.set(palette.subarray(shade, shade + 4), 4 * i);
  });
  const small = canvasContext(columns, rows);
  small.putImageData(image, 0, 0);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.imageSmoothingEnabled = false;
  context.drawImage(small.canvas, from, 0, to - from, rows, 0, 0, canvas.width, canvas.height);
  const gap = Math.round(fine);
  if (width / (to - from) > ROOM) {
    for (let t = Math.floor(from) + 1; t < to; t++) {
      context.clearRect(Math.round(((t - from) * canvas.width) / (to - from) - gap / 2), 0, gap, canvas.height);
    }
  }
  for (let row = 1; row < rows; row++) {
    context.clearRect(0, Math.round((row * canvas.height) / rows - gap / 2), canvas.width, gap);
  }
}
