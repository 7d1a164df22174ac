// A click is of the element that was pressed: what is drawn anew between press and release would take it away.

let pressed = false;
/** @type {number | undefined} */
let timer;
/** @type {(() => void) | null} */
let waiting = null;

const released = () => {
  pressed = false;
  waiting?.();
  waiting = null;
};

const press = () => {
  clearTimeout(timer);
  pressed = true;
};
const release = () => (timer = setTimeout(released)); // once it is a click

addEventListener("pointerdown", press, true);
// a menu or another window may keep the release to itself
for (const sign of ["pointerup", "pointercancel", "contextmenu", "blur"]) addEventListener(sign, release, true);

/** @param {() => void} draw at once or, where something is pressed, after it; only the newest */
export function onceReleased(draw) {
  waiting = pressed ? draw : null;
  if (!pressed) draw();
}
