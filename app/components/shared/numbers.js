// Numbers as people write them: a minus is no hyphen.

/** @param {number} value @param {number} digits */
export const fixed = (value, digits) => value.toFixed(digits).replace("-", "−");

// A difference to one decimal, with its sign unless it rounds to nothing.
/** @param {number} value */
export function signed(value) {
  if (Math.abs(value) < 0.05) return "0.0";
  return (value > 0 ? "+" : "") + fixed(value, 1);
}
