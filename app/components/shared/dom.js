// Building elements.  Text always goes in as text nodes, never as markup.

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} attributes
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") element.className = value;
    else if (name === "style") for (const [k, v] of Object.entries(value)) element.style.setProperty(k, v);
    else if (name.startsWith("on")) element[name] = value;
    else if (typeof value === "boolean" && !name.startsWith("aria-")) element.toggleAttribute(name, value);
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

// A symbol of the paper: symbol("P", "a", "1") is an italic P with superscript a and subscript 1.
export function symbol(letter, superscript = "", subscript = "") {
  return h("span", { class: "symbol" }, h("i", {}, letter), h("sup", {}, superscript), h("sub", {}, subscript));
}

// The mark of a run: the number it has been chosen by, in a box.
/** @param {string} slot */
export const mark = (slot) => h("b", { class: "slot" }, slot);

const SVG = "http://www.w3.org/2000/svg";

// An icon from path data on a 16 x 16 grid; hidden from screen readers, for the button carries the name.
export function icon(data) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", data);
  svg.append(path);
  return svg;
}

// A drop-down list; `options` are [value, text].
/**
 * @param {string} label
 * @param {(string | number)[][]} options
 * @param {string | number} value
 * @param {(value: string) => void} onpick
 */
export function select(label, options, value, onpick) {
  const list = h("select", { "aria-label": label }, ...options.map(([v, text]) => h("option", { value: v }, String(text))));
  list.value = String(value);
  list.onchange = () => onpick(list.value);
  return list;
}
