// Streamlit's own modules that other screens draw with, loaded once nothing is done here: Plotly takes a second.

const REST = 3000; // milliseconds without a key or a pointer
const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel"];
let begun = false;

/** @param {string[]} paths of the modules, from the first screen's address */
export function loadAhead(paths) {
  if (begun) return;
  begun = true;
  /** @type {number | undefined} */
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(load, REST);
  };
  const load = async () => {
    if (playing()) return wait();
    for (const sign of SIGNS) removeEventListener(sign, wait, true);
    for (const path of paths) await import(new URL(path, document.baseURI).href).catch(() => null); // loaded when needed
  };
  for (const sign of SIGNS) addEventListener(sign, wait, true);
  wait();
}

// Whether a video plays, in whose shadow tree ever.
function playing() {
  const trees = [...document.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
  return trees.some((tree) => [...tree.querySelectorAll("video")].some((video) => !video.paused));
}
