// Building elements.  Text always goes in as text nodes, never as markup.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") element.className = value;
    else if (name === "style") for (const [k, v] of Object.entries(value)) element.style.setProperty(k, v);
    else if (name.startsWith("on")) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

// A symbol of the paper: symbol("A", "la") is an italic A with superscript la.
export function symbol(letter, superscript = "") {
  return h("span", { class: "symbol" }, h("i", {}, letter), h("sup", {}, superscript));
}

export const MODALITIES = [
  { name: "audio", title: "Audio", letter: "a", verb: "hears" },
  { name: "visual", title: "Visual", letter: "v", verb: "sees" },
];

// The classes on show: those active in the clip, or all on request (and where none is active).
export function shownClasses(view, all) {
  const active = view.classes.filter((c) => c.active);
  return all || !active.length ? view.classes : active;
}
