import assert from "node:assert/strict";
import { test } from "node:test";

import { fixed, signed } from "../../app/components/shared/numbers.js";

test("a negative number has a minus sign, U+2212", () => {
  assert.deepEqual([fixed(-1.255, 1), fixed(0.5, 3), fixed(-0.75, 2)], ["\u22121.3", "0.500", "\u22120.75"]);
});

test("a difference says which way, unless it rounds to nothing", () => {
  assert.deepEqual([3, -64.94, 0.04, -0.04, 0.05].map(signed), ["+3.0", "\u221264.9", "0.0", "0.0", "+0.1"]);
});
