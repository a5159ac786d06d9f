/** The part of Node's strict assertions that the SDK's tests use, for a browser. */

class AssertionError extends Error {}

function fail(message, ...values) {
  const shown = values.map((value) => show(value)).join("\n");
  throw new AssertionError(`${message ?? "failed"}\n${shown}`);
}

function show(value) {
  const plain = (_, part) => {
    if (part instanceof Map) return { map: [...part] };
    if (part instanceof Set) return { set: [...part] };
    return part instanceof Error ? String(part) : part;
  };
  return JSON.stringify(value, plain, 1) ?? String(value);
}

function same(left, right) {
  if (Object.is(left, right)) return true;
  if (typeof left !== "object" || typeof right !== "object" || !left || !right) return false;
  if (Object.getPrototypeOf(left) !== Object.getPrototypeOf(right)) return false;
  if (left instanceof Set) return left.size === right.size && [...left].every((v) => right.has(v));
  if (left instanceof Map) {
    return left.size === right.size && [...left].every(([k, v]) => same(v, right.get(k)));
  }
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => key in right && same(left[key], right[key]));
}

function matches(error, expected) {
  if (expected === undefined) return true;
  if (expected instanceof RegExp) return expected.test(String(error));
  if (typeof expected !== "function") {
    return Object.entries(expected).every(([key, value]) => same(error[key], value));
  }
  if (expected === Error || expected.prototype instanceof Error) return error instanceof expected;
  return expected(error) === true;
}

const ok = (value, message) => void (value || fail(message, value));

export default Object.assign(ok, {
  ok,
  fail,
  equal: (left, right, message) => void (Object.is(left, right) || fail(message, left, right)),
  notEqual: (left, right, message) => void (Object.is(left, right) && fail(message, left, right)),
  deepEqual: (left, right, message) => void (same(left, right) || fail(message, left, right)),
  match: (text, pattern) => void (pattern.test(text) || fail("no match", text, String(pattern))),
  doesNotThrow: (act) => act(),
  throws(act, expected) {
    try {
      act();
    } catch (error) {
      ok(matches(error, expected), `another error than expected: ${error}`);
      return;
    }
    fail("nothing was thrown");
  },
  async rejects(promise, expected) {
    try {
      await (typeof promise === "function" ? promise() : promise);
    } catch (error) {
      ok(matches(error, expected), `another error than expected: ${error}`);
      return;
    }
    fail("nothing was rejected");
  },
});
