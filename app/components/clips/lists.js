// What is asked of the server about the whole list, not the page alone.

/** @import { ClipsView } from "../shared/records.d.ts" */

// Names of all clips that the filter finds.
/** @param {ClipsView} view @returns {Promise<string[]>} */
export async function found(view) {
  const address = new URL("api/found", document.baseURI);
  address.search = new URL(view.link, document.baseURI).search; // runs and filter
  const answer = await fetch(address);
  const { names, error } = await answer.json();
  if (!answer.ok) throw new Error(error);
  return names;
}
