import assert from "node:assert/strict";
import test from "node:test";

import { fieldMessage, messageOf } from "../../../web/app/errors.js";
import { ApiError } from "../../../web/client/api.js";

const t = (key, values = {}) => [key, ...Object.values(values)].join(" ");
const failure = (status, rest = {}) => new ApiError({ status, code: "c", title: "Title", ...rest });

test("a failure is told by what it means to the reader", () => {
  assert.equal(messageOf(failure(0), t), "error.network");
  assert.equal(messageOf(failure(429), t), "error.rate_limited");
  assert.equal(messageOf(failure(403), t), "error.forbidden");
  assert.equal(messageOf(failure(404), t), "error.not_found");
  assert.equal(messageOf(failure(409), t), "Title");
  assert.equal(messageOf(failure(409, { detail: "Because" }), t), "Because");
  assert.equal(messageOf(failure(500), t), "error.unexpected");
  assert.equal(
    messageOf(failure(503, { requestId: "r" }), t),
    "error.unexpected error.reference r",
  );
  assert.equal(messageOf(new TypeError("a mistake of ours"), t), "error.unexpected");
});

test("what the server has against a field stands below the field", () => {
  const errors = [
    { field: "firstName", code: "too_short", message: "" },
    { field: "email", code: "value_error", message: "" },
    { field: "password", code: "too_short", message: "" },
    { field: "content", code: "string_too_long", message: "" },
    { field: "hashtags.0", code: "value_error", message: "" },
  ];
  const told = (field) => fieldMessage(failure(422, { errors }), field, t);
  assert.equal(told("firstName"), "error.field.required");
  assert.equal(told("email"), "error.field.email");
  assert.equal(told("password"), "error.field.password");
  assert.equal(told("content"), "error.field.long");
  assert.equal(told("hashtags"), "error.field.other");
  assert.equal(told("lastName"), null);
  assert.equal(fieldMessage(new TypeError("x"), "email", t), null);
});
