import assert from "node:assert/strict";
import { test } from "node:test";

const signs = new Map(); // that the page may be left, and what hears each
globalThis.addEventListener = (sign, act) => signs.set(sign, act);
const { Post } = await import("../../app/components/shared/post.js");

const answer = (number, more = {}) => ({ number, text: null, joined: false, ...more });

// A post and what it told, each time as `what` and clips of all.
function posted(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const post = new Post();
  const told = [];
  const send = (name, all) => told.push([name, ...all.map(({ what, clips }) => `${what} ${clips}`)].join(", "));
  post.drawn(send, []);
  return { post, told, send };
}

test("what has no answer is told again, all of it, in order, every five seconds", (t) => {
  const { post, told } = posted(t);
  post.say({ what: "star", clips: ["a"] });
  t.mock.timers.tick(3000);
  post.say({ what: "tag", clips: ["a", "b"], tag: "good" });
  assert.deepEqual(told, ["said, star a", "said, star a, tag a,b"]);
  t.mock.timers.tick(4999);
  assert.equal(told.length, 2);
  t.mock.timers.tick(1);
  t.mock.timers.tick(5000);
  assert.deepEqual(told.slice(2), ["said, star a, tag a,b", "said, star a, tag a,b"]);
});

test("what is answered is not told again, and comes back with its answer", (t) => {
  const { post, told, send } = posted(t);
  post.say({ what: "star", clips: ["a"] });
  post.say({ what: "note", clips: ["b"], text: "barks", base: [""] });
  const [star, note] = post.waiting;
  assert.ok(note.number === star.number + 1 && post.holds("a") && post.holds("b") && !post.holds("c"));
  const wrote = answer(note.number, { text: "barks" });
  assert.deepEqual(post.drawn(send, [answer(1), wrote]), [{ said: note, answer: wrote }]);
  assert.ok(post.holds("a") && !post.holds("b"));
  t.mock.timers.tick(5000);
  assert.equal(told.at(-1), "said, star a");
  post.drawn(send, [answer(star.number)]);
  t.mock.timers.tick(60000);
  assert.equal(told.length, 3);
});

test("a note takes the place of an earlier one of its clip, and of nothing else", (t) => {
  const { post, told } = posted(t);
  for (const clip of ["a", "b", "a"]) post.say({ what: "note", clips: [clip], text: "barks", base: [""] });
  post.say({ what: "star", clips: ["a"] });
  post.say({ what: "unstar", clips: ["a"] });
  assert.equal(told.at(-1), "said, note b, note a, star a, unstar a");
});

test("the screen that is open tells, at once what waited while none was", (t) => {
  const { post, told, send } = posted(t);
  post.say({ what: "star", clips: ["a"] });
  post.close(() => {}); // of a screen that another took the place of
  t.mock.timers.tick(5000);
  assert.equal(told.length, 2);
  post.close(send);
  t.mock.timers.tick(60000);
  assert.equal(told.length, 2);
  const other = [];
  post.drawn((name, all) => other.push(all.length), []);
  assert.deepEqual(other, [1]);
  post.drawn((name, all) => other.push(all.length), []); // drawn again before it is time
  assert.deepEqual(other, [1]);
  t.mock.timers.tick(5000);
  assert.deepEqual([told.length, other], [2, [1, 1]]);
});

test("what has no answer is told by a request of its own as the page is left", (t) => {
  const { post, send } = posted(t);
  const asked = [];
  globalThis.document = { baseURI: "http://lens/base/" };
  globalThis.fetch = async (url, options) => asked.push([String(url), options]);
  for (const act of signs.values()) act();
  assert.deepEqual(asked, []);
  post.say({ what: "star", clips: ["a"] });
  for (const sign of ["pagehide", "visibilitychange"]) signs.get(sign)();
  const told = { method: "POST", body: JSON.stringify(post.waiting), keepalive: true };
  assert.deepEqual(asked, Array(2).fill(["http://lens/base/api/said", told]));
  post.drawn(send, [answer(post.number)]);
  signs.get("pagehide")();
  assert.equal(asked.length, 2);
});
