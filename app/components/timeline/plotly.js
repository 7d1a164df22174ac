// Plotly.js, from this app's own server, once a page.

import { h } from "../shared/dom.js";

/** @type {Promise<NonNullable<Window["Plotly"]>>} */
let library;

export function loadPlotly() {
  library ??= new Promise((resolve, reject) => {
    const script = h("script", { src: new URL("api/plotly.min.js", document.baseURI).href });
    const fail = () => reject(new Error("Plotly.js could not be loaded from this server"));
    script.onload = () => (window.Plotly ? resolve(window.Plotly) : fail());
    script.onerror = fail;
    document.head.append(script);
  });
  return library;
}

// Free what Plotly holds for an element; nothing where Plotly has not come.
/** @param {HTMLElement} element */
export const purge = (element) => window.Plotly?.purge(element);

// A picture that does not answer the pointer, without margins, as large as its element.
export const BARE = {
  margin: { l: 0, r: 0, t: 0, b: 0 },
  paper_bgcolor: "transparent",
  plot_bgcolor: "transparent",
};
