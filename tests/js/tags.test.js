import assert from "node:assert/strict";
import { test } from "node:test";

import { hueOf } from "../../app/components/shared/tags.js";

test("the hue of a word is that of FNV-1a", () => {
  // offset basis 2166136261; one step for "a": 0xe40c292c, as the authors of FNV list it
  assert.equal(hueOf(""), 2166136261 % 360);
  assert.equal(hueOf("a"), 0xe40c292c % 360);
  assert.equal(hueOf("foobar"), 0xbf9cf968 % 360);
});

test("words spread over the circle", () => {
  const sixths = Array.from({ length: 6 }, () => 0);
  for (let n = 0; n < 600; n++) sixths[Math.floor(hueOf(`犬 ${n}`) / 60)]++;
  assert.ok(Math.min(...sixths) > 50, sixths.join(" "));
});
