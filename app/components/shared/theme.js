// Colours as the page has them.

// Any CSS colour as [red, green, blue], 0 to 255.
/** @param {string} colour */
export function rgbOf(colour) {
  const context = canvasContext(1, 1);
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

// A canvas that is not on the page, to draw on.
/** @param {number} width @param {number} height @param {CanvasRenderingContext2DSettings} settings */
export function canvasContext(width, height, settings = {}) {
  const context = new OffscreenCanvas(width, height).getContext("2d", settings);
  if (!context) throw new Error("This browser draws on no canvas.");
  return context;
}

// "light" or "dark", by the background that Streamlit's theme gives.
/** @param {Element} element */
export function themeOf(element) {
  const background = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  const [red, green, blue] = rgbOf(background);
  return red + green + blue > 384 ? "light" : "dark";
}
