// Which clips of a split are selected, whatever page or filter is on show.

export class Selection {
  constructor() {
    /** @type {Set<string>} */
    this.names = new Set();
    this.last = ""; // marked: where a range begins
  }

  // Mark a clip as selected or not; with `range` all from the last one to it, in the order that is `shown`.
  /** @param {string} name @param {boolean} on @param {boolean} range @param {string[]} shown */
  mark(name, on, range, shown) {
    const [from, to] = [shown.indexOf(this.last), shown.indexOf(name)].sort((x, y) => x - y);
    for (const each of range && from >= 0 ? shown.slice(from, to + 1) : [name]) {
      if (on) this.names.add(each);
      else this.names.delete(each);
    }
    this.last = name;
  }

  /** @param {string[]} names */
  add(names) {
    for (const name of names) this.names.add(name);
  }

  clear() {
    this.names.clear();
    this.last = "";
  }
}
