// Levels of a spectrogram as shades.

import assert from "node:assert/strict";
import { test } from "node:test";

import { shadeOfLevel } from "../../app/components/timeline/logic/spectrogram.js";

test("over the whole range a level is its own shade", () => {
  for (const level of [0, 1, 128, 255]) assert.equal(shadeOfLevel(level, -80, 80), level);
});

test("over half of it, what is further below the loudest has the least shade", () => {
  assert.equal(shadeOfLevel(255, -80, 40), 255);
  assert.equal(shadeOfLevel(191.25, -80, 40), 128); // -20 dB
  assert.equal(shadeOfLevel(127.5, -80, 40), 0); // -40 dB
  assert.equal(shadeOfLevel(30, -80, 40), 0);
});
