// What is pointed at, in every lane at once.

// A function that lights up a class (null: none) and a segment (null: none).
/** @param {HTMLElement} root @returns {(index: number | null, segment: number | null) => void} */
export function highlighter(root) {
  /** @type {{index: number | null, segment: number | null} | null} */
  let lit = null;
  return (index, segment) => {
    if (lit?.index !== index) {
      for (const element of root.querySelectorAll(".lit")) element.classList.remove("lit");
      if (index !== null) {
        for (const element of root.querySelectorAll(`[data-class="${index}"]`)) element.classList.add("lit");
      }
    }
    if (lit?.segment !== segment) {
      root.toggleAttribute("data-hover", segment !== null);
      root.style.setProperty("--hover", `${segment ?? 0}`);
    }
    lit = { index, segment };
  };
}
