// One theme for all screens: Streamlit's memory of it, kept by path, is copied from the path that the page was loaded at
// to the others whenever theme or screen change, and when the page is left.

/** @type {string[]} */
let paths = [];

function spread() {
  const [loaded] = performance.getEntriesByType("navigation");
  const own = `stActiveTheme-${new URL(loaded.name).pathname}-v`; // a version follows
  for (const [key, chosen] of Object.entries(localStorage)) {
    if (!key.startsWith(own)) continue;
    for (const path of paths) {
      const { pathname } = new URL(path, document.baseURI);
      localStorage.setItem(`stActiveTheme-${pathname}-v${key.slice(own.length)}`, chosen);
    }
  }
}

addEventListener("pagehide", spread);

/** @param {{data: {paths: string[]}}} component */
export default function ({ data }) {
  paths = data.paths;
  spread();
}
