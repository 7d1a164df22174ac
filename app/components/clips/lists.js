// What is asked of the server about the whole list, not the page alone.

import { h } from "../shared/dom.js";

/** @import { ClipsView } from "../shared/records.d.ts" */

// Names of all clips that the filter finds.
/** @param {ClipsView} view @returns {Promise<string[]>} */
export const found = async (view) => (await (await ask(view, "api/found")).json()).names;

// Give clips as a file to the user; all that are found where `names` is null.
/** @param {ClipsView} view @param {string} form @param {string[] | null} names */
export async function save(view, form, names) {
  const answer = await ask(view, `api/export.${form}`, { method: "POST", body: JSON.stringify(names) });
  const href = URL.createObjectURL(await answer.blob());
  h("a", { href, download: `leap-lens-clips.${form}` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** @param {ClipsView} view @param {string} path @param {RequestInit} [told] */
async function ask(view, path, told) {
  const address = new URL(path, document.baseURI);
  address.search = new URL(view.link, document.baseURI).search; // runs and filter
  const answer = await fetch(address, told);
  if (!answer.ok) throw new Error((await answer.json()).error);
  return answer;
}
