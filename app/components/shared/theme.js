// Colours as the page has them.

// Any CSS colour as [red, green, blue], 0 to 255.
export function rgbOf(colour) {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

// "light" or "dark", by the background that Streamlit's theme gives.
export function themeOf(element) {
  const background = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  const [red, green, blue] = rgbOf(background);
  return red + green + blue > 384 ? "light" : "dark";
}
