// How the spectrogram is drawn: scale of frequency, range of levels, colours.

export const FREQUENCIES = { mel: "Log-mel", linear: "Linear" };
export const DECIBELS = { 40: "40 dB", 60: "60 dB", 80: "80 dB" }; // below the loudest, the range that has colours
export const COLOURS = { level: "Grey", ember: "Ember", sea: "Sea" }; // by their name among the colour maps

// The shade, 0 to 255, of a level that counts from `floor` dB (0) to the loudest (255), where `range` dB have shades.
/** @param {number} level @param {number} floor below 0 @param {number} range */
export function shadeOfLevel(level, floor, range) {
  const decibels = floor * (1 - level / 255);
  return Math.round(255 * Math.max(0, 1 + decibels / range));
}
