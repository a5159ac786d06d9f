import assert from "node:assert/strict";
import { test } from "vitest";

import { ApiError } from "@stunity/client";

import { fieldMessage, isGone, messageOf } from "./errors";
import { t } from "./messages";

const failure = (status: number, rest = {}) => new ApiError({ status, code: "c", title: "Title", ...rest });

test("a failure is told by what it means to the reader", () => {
  assert.equal(messageOf(failure(0)), t("error.network"));
  assert.equal(messageOf(failure(429)), t("error.rate_limited"));
  assert.equal(messageOf(failure(403)), t("error.forbidden"));
  assert.equal(messageOf(failure(404)), t("error.not_found"));
  assert.equal(messageOf(failure(409)), "Title");
  assert.equal(messageOf(failure(409, { detail: "Because" })), "Because");
  assert.equal(messageOf(failure(500)), t("error.unexpected"));
  assert.equal(
    messageOf(failure(503, { requestId: "r" })),
    `${t(("error.unexpected"))} ${t("error.reference", { id: "r" })}`,
  );
  assert.equal(messageOf(new TypeError("a mistake of ours")), t("error.unexpected"));
});

test("what the server has against a field stands below the field", () => {
  const errors = [
    { field: "firstName", code: "too_short", message: "" },
    { field: "email", code: "value_error", message: "" },
    { field: "password", code: "too_short", message: "" },
    { field: "content", code: "string_too_long", message: "" },
    { field: "hashtags.0", code: "value_error", message: "" },
  ];
  const told = (field: string) => fieldMessage(failure(422, { errors }), field);
  assert.equal(told("firstName"), t("error.field.required"));
  assert.equal(told("email"), t("error.field.email"));
  assert.equal(told("password"), t("error.field.password"));
  assert.equal(told("content"), t("error.field.long"));
  assert.equal(told("hashtags"), t("error.field.other"));
  assert.equal(told("lastName"), null);
  assert.equal(fieldMessage(new TypeError("x"), "email"), null);
});

test("only a 404 says that something is gone", () => {
  assert.equal(isGone(failure(404)), true);
  assert.equal(isGone(failure(403)), false);
  assert.equal(isGone(new TypeError("x")), false);
});
