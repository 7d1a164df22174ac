// Keys of ours stay out of what is typed and out of dialogs.

const TYPING =
  "dialog[open], textarea, select, [contenteditable], [role=combobox], [role=listbox], input:not([type=range], [type=radio])";

// Whether a key is meant for what has the focus, in the page or in a component's shadow tree.
/** @param {KeyboardEvent} event */
export function isTyping(event) {
  const [target] = event.composedPath();
  return !(target instanceof Element) || target.closest(TYPING) !== null;
}
