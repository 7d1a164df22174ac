// Which cards of a site are shown, and in what order: all that is asked stands after the # of the address.

/** @import { ClipCard } from "../../shared/records.d.ts" */

/**
 * @typedef {object} Choice
 * @property {string} text part of the clip's name or of a class's
 * @property {string} class index, or "" for any
 * @property {string} overlap "1": with overlapping events
 * @property {string} unseen "1": heard and never seen
 * @property {string} better the slot of the run that has to be better, or ""
 * @property {string} sort one of SORTS
 */

/** @type {Choice} */
export const ANY = { text: "", class: "", overlap: "", unseen: "", better: "", sort: "listed" };
export const SORTS = ["listed", "name", "difference"];

// What the address says; what it cannot mean is as if it were not said.
/** @param {string} hash */
export function choiceOf(hash) {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  const choice = { ...ANY };
  for (const key of /** @type {(keyof Choice)[]} */ (Object.keys(ANY))) choice[key] = said.get(key) ?? ANY[key];
  if (!SORTS.includes(choice.sort)) choice.sort = ANY.sort;
  return choice;
}

// The other way: what differs from all clips as they are listed.
/** @param {Choice} choice */
export function hashOf(choice) {
  const changed = Object.entries(choice).filter(([key, value]) => value !== ANY[/** @type {keyof Choice} */ (key)]);
  return String(new URLSearchParams(changed));
}

/**
 * @param {ClipCard[]} clips
 * @param {{display: string}[]} classes
 * @param {Choice} choice
 * @returns {ClipCard[]}
 */
export function chosen(clips, classes, choice) {
  const text = choice.text.trim().toLowerCase();
  const named = (/** @type {ClipCard} */ clip) =>
    [clip.filename, ...clip.labels.map((index) => classes[index].display)].some((name) => name.toLowerCase().includes(text));
  const ahead = (/** @type {ClipCard} */ { difference }) => (difference ?? 0) * (choice.better === "2" ? -1 : 1) > 0;
  const found = clips.filter(
    (clip) =>
      named(clip) &&
      (!choice.class || clip.labels.includes(Number(choice.class))) &&
      (!choice.overlap || (clip.overlapping ?? 0) > 0) &&
      (!choice.unseen || clip.off_screen) &&
      (!choice.better || ahead(clip)),
  );
  const size = (/** @type {ClipCard} */ { difference }) => Math.abs(difference ?? 0);
  if (choice.sort === "name") found.sort((x, y) => (x.filename < y.filename ? -1 : 1));
  if (choice.sort === "difference") found.sort((x, y) => size(y) - size(x));
  return found;
}
