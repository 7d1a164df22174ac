// The address: what is written is read back; what a clip cannot have is refused and named.

import assert from "node:assert/strict";
import { test } from "node:test";

import { defaults, format, LANES, ofClip, parse, said } from "../../app/components/timeline/logic/address.js";
import { A, B, THREE, VIEW } from "./toy.js";

const usual = () => defaults(VIEW);

test("an empty address gives the defaults", () => {
  assert.deepEqual(parse("?", VIEW), { state: usual(), problems: [] });
});

test("what is written is read back", () => {
  const state = {
    ...usual(),
    t: 1.25,
    window: { onset: 0.5, offset: 1.12345 },
    threshold: 0.37,
    gate: "modality",
    maps: ["A", "D"],
    scale: "raw",
    block: "mean",
    head: 2,
    rows: "all",
    sort: "disagreement",
    pins: [1, 0],
    lanes: [...LANES].reverse().map((name, n) => ({ name, folded: n % 2 === 0 })),
    silence: [0, 3],
    blank: [2],
    model: "2",
    removal: "keys",
    nothing: "mean",
    frequency: "linear",
    decibels: "40",
    colours: "sea",
    labels: "on",
  };
  const query = format("?other=kept", state, VIEW);
  assert.deepEqual(parse(query, VIEW), { state, problems: [] });
  const written = new URLSearchParams(query);
  assert.equal(written.get("other"), "kept");
  assert.deepEqual(["clip", "a", "b"].map((key) => written.get(key)), ["toy", "a", "b"]);
  assert.ok(!query.includes("%"), query); // readable as it stands
});

test("what is of one clip alone is taken from an address of that clip, and from no other", () => {
  const left = { ...usual(), t: 1.25, window: { onset: 0.5, offset: 1.5 }, threshold: 0.3, silence: [1], blank: [2, 3] };
  const { t, window, silence, blank } = left;
  const query = format("", left, VIEW);
  assert.deepEqual(ofClip(query, VIEW), { t, window, silence, blank });
  const other = { ...VIEW, clip: { ...VIEW.clip, filename: "other" } };
  assert.deepEqual(ofClip(query, other), { t: 0, window: null, silence: [], blank: [] });
});

test("a run without its model cannot be asked", () => {
  const stored = { ...VIEW, runs: [VIEW.runs[0], { ...B, live: false }] };
  assert.equal(parse("?model=1", stored).state.model, "1");
  assert.equal(parse("?model=2", stored).problems.length, 1);
  assert.ok(!format("", usual(), VIEW).includes("model")); // the first that can be, unless told
});

test("the address has the runs asked for, and no others", () => {
  const written = (view) => format("?a=old&c=gone&f=gone", usual(), view);
  const runs = (view) => Object.fromEntries([...new URLSearchParams(written(view))].filter(([key]) => "abcdef".includes(key)));
  assert.deepEqual(runs(VIEW), { a: "a", b: "b" });
  assert.deepEqual(runs(THREE), { a: "a", b: "b", c: "seed" });
  assert.deepEqual(runs({ ...THREE, runs: [A] }), { a: "a", b: "b", c: "seed" }); // which lack the clip
  const { a, c, d } = said(written(THREE), ["a", "c", "d"]);
  assert.deepEqual([a, c, d], ["a", "seed", ""]);
});

test("the defaults: half, as the paper's scores, and the what-if folded", () => {
  const { threshold, lanes } = usual();
  assert.equal(threshold, 0.5);
  assert.deepEqual(lanes.filter(({ folded }) => folded).map(({ name }) => name), ["what-if"]);
});

test("ends of a range are in it, also an end that is rounded up", () => {
  assert.deepEqual(parse("?t=0&threshold=0", VIEW).problems, []);
  assert.deepEqual(parse("?t=2&threshold=1", VIEW).problems, []);
  const thirds = { ...VIEW, segment_seconds: 2 / 3 }; // 4 segments end at 2.666666...
  const query = format("", { ...usual(), t: (4 * 2) / 3 }, thirds);
  assert.equal(new URLSearchParams(query).get("t"), "2.66667");
  assert.deepEqual(parse(query, thirds).problems, []);
});

test("the usual maps: truth, attention over time, probabilities and their difference", () => {
  assert.deepEqual(usual().maps, ["Y", "A", "Wt", "P", "D"]); // of whichever model
  assert.deepEqual(parse("?maps=Y.A.P.D", { ...VIEW, runs: [B] }).problems, []); // as links have it
});

test("links without a choice take what is closest to the truth from the input", () => {
  const { state, problems } = parse("?silence=1.2&blank=3", VIEW);
  assert.deepEqual([state.silence, state.removal, state.nothing, problems], [[1, 2], "input", "quietest", []]);
});

test("no maps at all can be asked for", () => {
  assert.deepEqual(parse("?maps=", VIEW).state.maps, []);
});

test("blocks and heads are those of the run that has most", () => {
  const { A: mixing } = VIEW.runs[0].maps;
  const deep = { ...VIEW.runs[0], maps: { A: { audio: [...mixing.audio, mixing.audio[0]], visual: mixing.visual } } };
  assert.equal(parse("?block=3&head=2", { ...VIEW, runs: [VIEW.runs[0], deep] }).state.block, 3);
  assert.equal(parse("?block=1", { ...VIEW, runs: [B] }).problems.length, 1);
  assert.deepEqual(parse("?block=last&head=mean", { ...VIEW, runs: [B] }).problems, []);
});

for (const [key, text] of [
  ["t", "2.1"],
  ["window", "1"],
  ["window", "1-2.1"],
  ["window", "1.5-1"],
  ["window", "1-1.1"], // shorter than half a segment
  ["window", "0-1-2"],
  ["window", "a-1"],
  ["t", ""],
  ["threshold", "-0.1"],
  ["threshold", "NaN"],
  ["gate", "east"],
  ["model", "3"],
  ["removal", "east"],
  ["nothing", "void"],
  ["frequency", "bark"],
  ["decibels", "50"],
  ["colours", "probability"],
  ["labels", "some"],
  ["maps", "Y.Z"],
  ["maps", "Y.Y"],
  ["maps", "Y.W"],
  ["block", "0"],
  ["block", "3"],
  ["block", "1.5"],
  ["head", "3"],
  ["head", "many"],
  ["head", "last"],
  ["rows", "few"],
  ["pins", "2"],
  ["silence", "4"],
  ["blank", "1.1"],
  ["lanes", "frames"],
  ["lanes", [...LANES, "frames"].join(".")],
]) {
  test(`${key}=${text} is refused and named`, () => {
    const { state, problems } = parse(`?${new URLSearchParams({ [key]: text })}`, VIEW);
    assert.deepEqual(state, usual());
    assert.deepEqual(problems, [`the address asks for ${key} "${text.slice(0, 40)}", which there is not`]);
  });
}
