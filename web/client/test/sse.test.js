import assert from "node:assert/strict";
import test from "node:test";

import { SseParser } from "../realtime/sse.js";

const encode = (/** @type {string} */ text) => new TextEncoder().encode(text);

/** @param {Uint8Array[]} pieces */
function parse(...pieces) {
  /** @type {any[]} */
  const seen = [];
  const parser = new SseParser({
    onMessage: ({ type, data, lastEventId }) => seen.push([type, data, lastEventId]),
    onId: (id) => seen.push(["id", id]),
    onRetry: (milliseconds) => seen.push(["retry", milliseconds]),
  });
  for (const piece of pieces) parser.push(piece);
  return seen;
}

const message = (/** @type {string} */ data) => ["message", data, ""];

const CASES = {
  "one message": ["data: a\n\n", [message("a")]],
  "several lines become one text": ["data: a\ndata: b\n\n", [message("a\nb")]],
  "only the first blank is dropped": ["data:  a\n\n", [message(" a")]],
  "no blank is needed": ["data:a\n\n", [message("a")]],
  "a colon in the value stays": ["data: a:b: c\n\n", [message("a:b: c")]],
  "a field without a colon is empty": ["data\n\n", [message("")]],
  "two empty lines of data are a line break": ["data\ndata\n\n", [message("\n")]],
  "a comment is nothing": [": heartbeat\n\ndata: a\n\n", [message("a")]],
  "a comment inside a block": ["data: a\n: c\ndata: b\n\n", [message("a\nb")]],
  "an unknown field is nothing": ["foo: bar\ndata: a\n\n", [message("a")]],
  "fields are spelled exactly": ["Data: a\n data: b\ndata : c\n\n", []],
  "a type holds for one block": [
    "event: hi\ndata: a\n\ndata: b\n\n",
    [["hi", "a", ""], message("b")],
  ],
  "a type without data is forgotten": ["event: hi\n\ndata: b\n\n", [message("b")]],
  "a block that does not end is dropped": ["data: a\n\ndata: b\n", [message("a")]],
  "an id holds on": [
    "id: 7\ndata: a\n\ndata: b\n\n",
    [
      ["id", "7"],
      ["message", "a", "7"],
      ["message", "b", "7"],
    ],
  ],
  "a block of an id alone sets it and says nothing": [
    "id: e.a-1~b-2\n\ndata: x\n\n",
    [
      ["id", "e.a-1~b-2"],
      ["message", "x", "e.a-1~b-2"],
    ],
  ],
  "an empty id clears it": ["id: 7\n\nid\ndata: a\n\n", [["id", "7"], ["id", ""], message("a")]],
  "an id counts only when its block ends": ["data: a\n\nid: 7\n", [message("a")]],
  "an id with NUL is ignored": ["id: 7\0\ndata: a\n\n", [message("a")]],
  "retry takes digits": ["retry: 3000\n\nretry: 3x\n\nretry: -1\n\n", [["retry", 3000]]],
  "empty lines alone are nothing": ["\n\n\n\n", []],
  "Khmer and an emoji": ["data: សួស្តី 🎓\n\n", [message("សួស្តី 🎓")]],
};

for (const [name, [text, expected]] of Object.entries(CASES)) {
  for (const [spelling, line] of Object.entries({ LF: "\n", CR: "\r", CRLF: "\r\n" })) {
    const bytes = encode(/** @type {string} */ (text).replaceAll("\n", line));
    test(`${name}, lines end with ${spelling}`, () => {
      assert.deepEqual(parse(bytes), expected);
    });
    test(`${name}, lines end with ${spelling}, cut at every byte`, () => {
      assert.deepEqual(parse(...Array.from(bytes, (byte) => Uint8Array.of(byte))), expected);
      for (let at = 0; at <= bytes.length; at += 1) {
        assert.deepEqual(parse(bytes.subarray(0, at), bytes.subarray(at)), expected);
      }
    });
  }
}

test("line ends may be mixed", () => {
  const expected = [message("a\nb"), message("c")];
  assert.deepEqual(parse(encode("data: a\rdata: b\r\n\ndata: c\n\r\n")), expected);
});

test("one byte order mark at the very start is dropped, any other is text", () => {
  assert.deepEqual(parse(encode("\ufeffdata: a\n\n")), [message("a")]);
  assert.deepEqual(parse(encode("\ufeff\ufeffdata: a\n\n")), []);
  assert.deepEqual(parse(encode("data: \ufeffa\n\n")), [message("\ufeffa")]);
  const mark = encode("\ufeff");
  const pieces = [
    mark.subarray(0, 1),
    mark.subarray(1, 2),
    mark.subarray(2),
    encode("data: a\n\n"),
  ];
  assert.deepEqual(parse(...pieces), [message("a")]);
});

test("bytes that are no UTF-8 become replacement characters and cost nothing else", () => {
  const bytes = Uint8Array.from([...encode("data: a"), 0xff, 0xc3, ...encode("\n\ndata: b\n\n")]);
  assert.deepEqual(parse(bytes), [message("a\ufffd\ufffd"), message("b")]);
});

test("a line without end is an error, not a full memory", () => {
  const parser = new SseParser({ onMessage: () => {} });
  const piece = encode("x".repeat(1 << 19));
  parser.push(piece);
  parser.push(piece);
  assert.throws(() => parser.push(piece), RangeError);
});
