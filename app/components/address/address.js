// Streamlit writes an address only with an entry to go Back to; what merely completes it must leave none, nor must a slider
// with its many steps.  Where the script goes to another screen it writes two: the new query at the old path, then the new
// path.  Its links to screens say nothing of what is seen, and a click takes them all, also one that asks for another window.

const push = history.pushState.bind(history);
let half = ""; // an address that was written at the path of the one before
let returned = false; // by Back or Forward, after which nothing was pressed: the script goes nowhere by itself

addEventListener("popstate", ({ isTrusted }) => (returned = isTrusted)); // once: where there is no such screen, Streamlit leads on
for (const sign of ["pointerdown", "keydown", "click"]) document.addEventListener(sign, () => (returned = false), true);

history.pushState = (state, unused, url) => {
  const to = new URL(url ?? "", location.href);
  const moves = to.pathname !== location.pathname;
  if (returned) {
    // Of a screen that was left meanwhile, and is drawn late: what was chosen there is no address of this one, and where
    // Streamlit would go there again it is asked for the one that is wanted
    if (moves) setTimeout(() => dispatchEvent(new PopStateEvent("popstate", { state: history.state })));
    return;
  }
  const again = moves ? location.href === half && to.search === location.search : slid(to);
  if (again) history.replaceState(state, unused, url);
  else push(state, unused, url);
  half = moves ? "" : location.href;
};

/** @param {URL} to of the same screen, perhaps not completed: whether the threshold alone is another, also that of the filter */
function slid({ searchParams: to }) {
  const here = new URLSearchParams(location.search);
  const plain = (/** @type {string} */ value) => value.replace(/,?"threshold":[\d.]+/, "");
  const known = (/** @type {string} */ key) => (here.has(key) ? here.getAll(key) : ["{}"]);
  const changed = [...to].filter(([key, value]) => !known(key).includes(value));
  return changed.length > 0 && changed.every(([key, value]) => key === "threshold" || known(key).map(plain).includes(plain(value)));
}

/** @type {string[]} */
let shared = []; // keys of an address that all screens share

/** @param {MouseEvent} event on a link to a screen, which another window may open: there the screen is told what is seen */
function carry(event) {
  const link = event.target instanceof Element && event.target.closest('a[data-testid$="NavLink"]');
  if (!(link instanceof HTMLAnchorElement)) return;
  const seen = [...new URLSearchParams(location.search)].filter(([key]) => shared.includes(key));
  link.search = new URLSearchParams(seen).toString();
  if (event.ctrlKey || event.metaKey || event.shiftKey) event.stopImmediatePropagation(); // the browser's own to do
}

for (const sign of /** @type {const} */ (["click", "auxclick", "contextmenu"])) document.addEventListener(sign, carry, true);

// A server that is started anew under the page has drawn no screen for it, and would not hear what is pressed first.
let draw = () => {};
const STATE = "data-test-connection-state";
const app = document.querySelector(`[${STATE}]`);
const connected = () => app?.getAttribute(STATE) === "CONNECTED" && draw();
if (app) new MutationObserver(connected).observe(app, { attributeFilter: [STATE] });

/**
 * @typedef {{query: string | null, screen: string, shared: string[]}} Data
 * @param {{data: Data, setTriggerValue: (name: string, value: any) => void}} component
 */
export default function ({ data, setTriggerValue }) {
  shared = data.shared;
  draw = () => setTriggerValue("drawn", false);
  const { pathname, hash, search } = location;
  const left = !pathname.endsWith(`/${data.screen}`); // Back and Forward are quicker than the script
  if (data.query !== null && !left && search !== `?${data.query}`)
    history.replaceState(history.state, "", `${pathname}?${data.query}${hash}`);
}
