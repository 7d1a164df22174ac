// Colour maps: paths through OKLab with lightness as the ramp, cut into steps of equal length.
// Equal steps of OKLab look equal, and the order of lightness survives every kind of colour blindness.
// Light theme: paper to ink.  Dark theme: night to glow.  What has a sign goes two ways from nothing, to orange
// below and to blue above: two hues that colour-blind people tell apart.  A share goes two ways from the even one,
// to violet below and to orange above, and is as light at the same distance on either side.

const STEPS = 24;

// [lightness, chroma, hue in degrees] from nothing to most
const PATHS = {
  probability: {
    light: [
      [0.965, 0.008, 230],
      [0.74, 0.105, 225],
      [0.34, 0.13, 268],
    ],
    dark: [
      [0.225, 0.012, 262],
      [0.5, 0.15, 258],
      [0.9, 0.07, 215],
    ],
  },
  attention: {
    light: [
      [0.965, 0.008, 80],
      [0.77, 0.13, 60],
      [0.36, 0.125, 25],
    ],
    dark: [
      [0.225, 0.012, 40],
      [0.52, 0.16, 35],
      [0.91, 0.09, 85],
    ],
  },
  level: {
    light: [
      [0.965, 0.004, 260],
      [0.68, 0.03, 260],
      [0.24, 0.03, 260],
    ],
    dark: [
      [0.225, 0.008, 262],
      [0.5, 0.03, 262],
      [0.93, 0.01, 262],
    ],
  },
  ember: {
    light: [
      [0.965, 0.012, 90],
      [0.72, 0.16, 45],
      [0.3, 0.12, 340],
    ],
    dark: [
      [0.225, 0.03, 300],
      [0.52, 0.19, 10],
      [0.93, 0.12, 95],
    ],
  },
  sea: {
    light: [
      [0.965, 0.012, 120],
      [0.7, 0.1, 175],
      [0.3, 0.11, 285],
    ],
    dark: [
      [0.225, 0.04, 285],
      [0.55, 0.1, 200],
      [0.93, 0.12, 115],
    ],
  },
  difference: { light: [0.965, 0, 0], dark: [0.225, 0, 0] }, // nothing
};

/** @param {"light" | "dark"} theme the path of attention with mirrored hues: as light, as colourful */
const mirrored = (theme) => PATHS.attention[theme].map(([l, c, hue]) => [l, c, 340 - hue]);
PATHS.below = { light: mirrored("light"), dark: mirrored("dark") };

const SIGNED = {
  difference: ["attention", "probability"], // [below, above]
  scores: ["attention", "probability"],
  worth: ["attention", "probability"],
  share: ["below", "attention"],
};

const SHADES = 256;
/** @type {Map<string, Uint8ClampedArray>} */
const made = new Map();

// The shades of a map from least to most, RGBA; between two of its steps the way is straight.
/** @param {string} name @param {string} theme */
export function shades(name, theme) {
  const key = `${name} ${theme}`;
  const known = made.get(key);
  if (known) return known;
  const steps = colourMap(name, theme).map(([x, colour]) => [x, colour.match(/\d+/g).map(Number)]);
  const palette = new Uint8ClampedArray(4 * SHADES).fill(255);
  let next = 1;
  for (let i = 0; i < SHADES; i++) {
    const x = i / (SHADES - 1);
    while (steps[next][0] < x && next < steps.length - 1) next += 1;
    const [[start, from], [end, to]] = [steps[next - 1], steps[next]];
    const part = (x - start) / (end - start);
    from.forEach((value, c) => (palette[4 * i + c] = value + part * (to[c] - value)));
  }
  made.set(key, palette);
  return palette;
}

// The shade of a value on a scale from `low` to `high`, as a place in `shades`.
/** @param {number} value @param {{low: number, high: number}} scale */
export const shadeOf = (value, { low, high }) =>
  Math.round((SHADES - 1) * Math.min(1, Math.max(0, (value - low) / (high - low))));

// A map as [[0, "rgb(...)"], ..., [1, "rgb(...)"]], the form that gradients are made from.
export function colourMap(name, theme) {
  if (!(name in SIGNED)) return ramp(PATHS[name][theme]);
  const nothing = PATHS.difference[theme];
  const [below, above] = SIGNED[name].map((half) => ramp([nothing, ...PATHS[half][theme].slice(1)]));
  return [
    ...below.map(([x, colour]) => [0.5 - x / 2, colour]).reverse(),
    ...above.slice(1).map(([x, colour]) => [0.5 + x / 2, colour]),
  ];
}

function ramp(points) {
  const path = points.map(([l, c, hue]) => {
    const angle = (hue * Math.PI) / 180;
    return [l, c * Math.cos(angle), c * Math.sin(angle)];
  });
  const fine = Array.from({ length: 201 }, (_, i) => bezier(path, i / 200));
  const length = [0];
  for (let i = 1; i < fine.length; i++) length.push(length[i - 1] + distance(fine[i - 1], fine[i]));
  return Array.from({ length: STEPS + 1 }, (_, k) => {
    const wanted = (k / STEPS) * length[200];
    return [k / STEPS, rgb(fine[length.findIndex((s) => s >= wanted - 1e-9)])];
  });
}

export const gradient = (map) => `linear-gradient(to right, ${map.map(([, colour]) => colour).join(", ")})`;

function bezier([p, q, r], t) {
  return p.map((_, i) => (1 - t) ** 2 * p[i] + 2 * t * (1 - t) * q[i] + t ** 2 * r[i]);
}

const distance = (p, q) => Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);

// OKLab to sRGB (Ottosson, 2020)
function rgb([L, a, b]) {
  const [l, m, s] = [
    L + 0.3963377774 * a + 0.2158037573 * b,
    L - 0.1055613458 * a - 0.0638541728 * b,
    L - 0.0894841775 * a - 1.291485548 * b,
  ].map((x) => x ** 3);
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const bytes = linear.map((x) => {
    const y = Math.min(1, Math.max(0, x));
    return Math.round(255 * (y <= 0.0031308 ? 12.92 * y : 1.055 * y ** (1 / 2.4) - 0.055));
  });
  return `rgb(${bytes.join(",")})`;
}
