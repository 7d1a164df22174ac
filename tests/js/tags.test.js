import assert from "node:assert/strict";
import { test } from "node:test";

import { hueOf } from "../../app/components/shared/tags.js";

test("the hue of a word is that of FNV-1a", () => {
  // offset basis 2166136261; one step for "a": 0xe40c292c, as the authors of FNV list it
  assert.equal(hueOf(""), 2166136261 % 360);
  assert.equal(hueOf("a"), 0xe40c292c % 360);
  assert.equal(hueOf("foobar"), 0xbf9cf968 % 360);
});

test("words of any script spread over the circle", () => {
  const sixths = new Set(["good", "bad", "to do", "犬", "überlappt", "figure 3", "check", "no"].map((word) => Math.floor(hueOf(word) / 60)));
  assert.ok(sixths.size >= 4);
});
