// The entry of an exported page: the clip screen over what is stored in the page.

import { Screen } from "./screen.js";
import { Stored } from "./stored.js";

const stored = new Stored();
const root = /** @type {HTMLElement} */ (document.querySelector(".lens"));
const screen = new Screen(root, stored);
screen.show(stored.first, () => {});

matchMedia("(prefers-color-scheme: dark)").onchange = () => screen.update();
addEventListener("hashchange", () => location.reload()); // someone typed or went back to another address

// Whoever shows the page in a frame may ask how high it is, by a port: leap_core/notebook.py does.
addEventListener("message", ({ ports: [port] }) => {
  const { documentElement: page } = document;
  if (port) new ResizeObserver(() => port.postMessage(page.offsetHeight)).observe(page);
});
