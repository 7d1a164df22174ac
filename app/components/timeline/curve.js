// A chart of curves over a count, from 0 to 1: a band, a dotted line and a solid one, with a readout under the pointer.

import { h } from "../shared/dom.js";

const SVG = "http://www.w3.org/2000/svg";
const [HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [200, 44, 10, 8, 36]; // pixels
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1];

/**
 * @typedef {object} Curves each of as many values, from 0 to 1
 * @property {number[]} solid
 * @property {number[]} dotted
 * @property {number[]} low of the band
 * @property {number[]} high
 */

/**
 * @param {HTMLElement} root is filled anew, as wide as it is
 * @param {Curves} curves
 * @param {{colour: string, x: string, y: string, solid: string, dotted: string}} words colour of the solid curve, titles
 *   of the axes, names of the curves
 */
export function drawCurves(root, { solid, dotted, low, high }, { colour, x: across, y: up, ...names }) {
  const width = Math.max(root.clientWidth, 200);
  const last = solid.length - 1;
  const x = (/** @type {number} */ k) => LEFT + (k / last) * (width - LEFT - RIGHT);
  const y = (/** @type {number} */ p) => TOP + (1 - p) * (HEIGHT - TOP - BOTTOM);
  const path = (/** @type {number[]} */ values) => values.map((p, k) => `${x(k)},${y(p)}`).join(" ");
  const band = [...low.map((p, k) => `${x(k)},${y(p)}`), ...high.map((p, k) => `${x(k)},${y(p)}`).reverse()].join(" ");
  const middle = (TOP + HEIGHT - BOTTOM) / 2;
  const step = Math.ceil(last / 10);
  const counts = solid.map((_, k) => k).filter((k) => k % step === 0);
  const cursor = s("line", { class: "cursor", y1: TOP, y2: HEIGHT - BOTTOM, visibility: "hidden" });
  const svg = s(
    "svg",
    { viewBox: `0 0 ${width} ${HEIGHT}`, "aria-hidden": "true" },
    ...TICKS.flatMap((p) => [
      s("line", { class: "grid", x1: LEFT, x2: width - RIGHT, y1: y(p), y2: y(p) }),
      text(LEFT - 6, y(p) + 4, "end", String(p)),
    ]),
    ...counts.map((k) => text(x(k), HEIGHT - BOTTOM + 15, "middle", String(k))),
    text((LEFT + width - RIGHT) / 2, HEIGHT - 4, "middle", across),
    s("g", { transform: `translate(11 ${middle}) rotate(-90)` }, text(0, 0, "middle", up)),
    s("polygon", { class: "spread", points: band }),
    s("polyline", { class: "dotted", points: path(dotted) }),
    s("polyline", { class: "solid", stroke: colour, points: path(solid) }),
    ...solid.map((p, k) => s("circle", { cx: x(k), cy: y(p), r: 3.5, fill: colour })),
    cursor,
  );
  const key = [h("i", { style: { "border-color": colour } }), names.solid, h("i", { class: "dotted" }), names.dotted];
  const read = h("div", { class: "read" }, ...key);
  svg.onpointermove = ({ offsetX }) => {
    const k = Math.min(last, Math.max(0, Math.round(((offsetX - LEFT) / (width - LEFT - RIGHT)) * last)));
    for (const end of ["x1", "x2"]) cursor.setAttribute(end, String(x(k)));
    cursor.setAttribute("visibility", "visible");
    const [p, q, from, to] = [solid, dotted, low, high].map((values) => values[k].toFixed(3));
    read.textContent = `${k}: ${names.solid} ${p}, ${names.dotted} ${q} (${from} to ${to})`;
  };
  svg.onpointerleave = () => {
    cursor.setAttribute("visibility", "hidden");
    read.replaceChildren(...key);
  };
  root.replaceChildren(read, svg);
}

/** @param {string} tag @param {Record<string, string | number>} attributes @param {(Node | string)[]} children */
function s(tag, attributes, ...children) {
  const element = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** @param {number} x @param {number} y @param {string} anchor @param {string} words */
const text = (x, y, anchor, words) => s("text", { x, y, "text-anchor": anchor }, words);
