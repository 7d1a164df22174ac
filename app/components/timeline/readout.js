// The note beside the pointer: class, second, value.

export class Readout {
  constructor(root) {
    this.element = root.querySelector(".readout");
  }

  // `parts`: what to say, most important first; nothing hides the note.
  show(event, parts) {
    this.element.hidden = !parts;
    if (!parts) return;
    const [first, ...rest] = parts;
    const strong = document.createElement("strong");
    strong.textContent = first;
    this.element.replaceChildren(strong, ...rest.map((text) => `  ${text}`));
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const x = Math.min(event.clientX + 14, window.innerWidth - width - 8);
    const y = event.clientY - height - 12;
    this.element.style.transform = `translate(${x}px, ${Math.max(8, y)}px)`;
  }

  hide() {
    this.element.hidden = true;
  }
}
