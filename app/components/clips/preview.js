// A clip that plays while the pointer rests on it: one at a time, and nothing is loaded before.

import { h } from "../shared/dom.js";

/** @import { ClipCard } from "../shared/records.d.ts" */

const REST = 150; // milliseconds before it plays
const KEY = "m"; // turns sound on and off, as on the clip screen
const TYPING = "textarea, select, input:not([type=checkbox])";

let muted = true; // until asked, then for every clip
/** @type {HTMLVideoElement | null} */
let playing = null;
const hint = h("span", { class: "sound" });

/** @param {HTMLElement} zone where the pointer rests @param {HTMLElement} picture that plays @param {ClipCard} clip */
export function playOnHover(zone, picture, clip) {
  let timer = 0;
  zone.onpointerenter = ({ pointerType }) => {
    if (pointerType === "mouse" && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
      timer = setTimeout(() => play(picture, clip), REST);
    }
  };
  zone.onpointerleave = () => {
    clearTimeout(timer);
    stop();
  };
}

// End what plays, if anything does, and let go of its file.
export function stop() {
  document.removeEventListener("keydown", press);
  playing?.removeAttribute("src");
  playing?.load();
  playing?.remove();
  hint.remove();
  playing = null;
}

/** @param {HTMLElement} picture @param {ClipCard} clip */
function play(picture, clip) {
  stop();
  if (!picture.isConnected) return; // the page was redrawn meanwhile
  const src = new URL(`api/clips/${encodeURIComponent(clip.filename)}`, document.baseURI).href;
  playing = h("video", { src, loop: true, playsinline: true, disablepictureinpicture: true });
  picture.append(playing, hint);
  document.addEventListener("keydown", press);
  listen(muted);
}

/** @param {KeyboardEvent} event */
function press(event) {
  const [target] = event.composedPath();
  const typing = target instanceof Element && target.matches(TYPING);
  if (event.key === KEY && !event.ctrlKey && !event.metaKey && !event.altKey && !typing) listen(!muted);
}

// Go on with or without sound; without, where the browser allows none yet.
/** @param {boolean} quiet */
function listen(quiet) {
  const video = playing;
  if (!video) return;
  muted = video.muted = quiet;
  hint.textContent = `${KEY}: sound ${quiet ? "on" : "off"}`;
  video.play().catch((error) => {
    if (error.name === "NotAllowedError" && !quiet) listen(true);
  });
}
