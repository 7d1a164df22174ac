// How a class looks, the same in lanes, maps and cards.

import { h } from "./dom.js";

/** @import { Category } from "./records.d.ts" */

// The colour of a class as a style of what is drawn of it; the theme says which of the two.
/** @param {Category} category */
export const inkOf = ({ light, dark }) => ({ "--ink": `light-dark(${light}, ${dark})` });

// The mark of a class: in its colour, of a shape that tells it from others of that colour.
/** @param {Category} category */
export const markOf = (category) => h("i", { class: `mark ${category.mark}`, style: inkOf(category) });
