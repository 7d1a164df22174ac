import assert from "node:assert/strict";
import { test } from "node:test";

import { Selection } from "../../app/components/clips/logic/selection.js";

const PAGE = ["a", "b", "c", "d", "e"];
const names = (selection) => [...selection.names].sort().join("");

test("a click marks one clip, and takes it back", () => {
  const selection = new Selection();
  selection.mark("b", true, false, PAGE);
  selection.mark("d", true, false, PAGE);
  assert.equal(names(selection), "bd");
  selection.mark("b", false, false, PAGE);
  assert.equal(names(selection), "d");
});

test("with Shift all from the last one, in either direction, on or off", () => {
  const selection = new Selection();
  selection.mark("d", true, false, PAGE);
  selection.mark("b", true, true, PAGE);
  assert.equal(names(selection), "bcd");
  selection.mark("e", false, true, PAGE);
  assert.equal(names(selection), "");
});

test("a range does not reach over pages, but what was selected stays", () => {
  const selection = new Selection();
  selection.mark("a", true, true, PAGE);
  selection.mark("y", true, true, ["x", "y", "z"]);
  assert.equal(names(selection), "ay");
  selection.add(["b", "y"]);
  assert.equal(selection.names.size, 3);
  selection.clear();
  selection.mark("z", true, true, ["x", "y", "z"]);
  assert.equal(names(selection), "z");
});
