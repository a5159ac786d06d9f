import assert from "node:assert/strict";
import test from "node:test";

import { Topics } from "../realtime/topics.js";

test("exact types, prefixes and everything match", () => {
  const topics = new Topics();
  const [exact, prefix, all] = [() => {}, () => {}, () => {}];
  topics.add("post:liked", exact);
  topics.add("post:*", prefix);
  topics.add("*", all);
  assert.deepEqual([...topics.of("post:liked")], [exact, prefix, all]);
  assert.deepEqual([...topics.of("post:created")], [prefix, all]);
  assert.deepEqual([...topics.of("postal:liked")], [all]);
  assert.deepEqual([...topics.of("connected")], [all]);
});

test("a listener that matches twice is called once", () => {
  const topics = new Topics();
  const listener = () => {};
  topics.add("post:liked", listener);
  topics.add("post:*", listener);
  assert.equal(topics.of("post:liked").size, 1);
});

test("a subscription ends by its own function, by its listener, or with its pattern", () => {
  const topics = new Topics();
  const [one, two] = [() => {}, () => {}];
  const end = topics.add("a:b", one);
  topics.add("a:b", two);
  end();
  end();
  assert.deepEqual([...topics.of("a:b")], [two]);
  topics.remove("a:b", two);
  assert.equal(topics.of("a:b").size, 0);
  topics.add("a:b", one);
  topics.add("a:b", two);
  topics.remove("a:b");
  topics.remove("a:b");
  assert.equal(topics.of("a:b").size, 0);
});

for (const pattern of ["", "post", "connected", "a_b:c_d"]) {
  test(`"${pattern}" ${pattern === "" ? "is refused" : "is a type"}`, () => {
    const add = () => new Topics().add(pattern, () => {});
    if (pattern === "") assert.throws(add, TypeError);
    else assert.doesNotThrow(add);
  });
}

for (const pattern of ["post:", "*:x", "post:li*", "Post:liked", "a:b:c"]) {
  test(`"${pattern}" is refused`, () => {
    assert.throws(() => new Topics().add(pattern, () => {}), TypeError);
  });
}
