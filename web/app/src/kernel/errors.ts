import { ApiError } from "@stunity/client";

import { t } from "./messages";

const EMPTY = new Set(["missing", "string_too_short", "too_short"]);
/** Passwords that are being chosen. */
const PASSWORDS = new Set(["password", "newPassword"]);
const LONG = new Set(["string_too_long", "too_long"]);

/** What a failure means to the reader. */
export function messageOf(error: unknown): string {
  if (!(error instanceof ApiError)) return t("error.unexpected");
  if (error.status === 0) return t("error.network");
  if (error.status === 429) return t("error.rate_limited");
  if (error.status === 403) return t("error.forbidden");
  if (error.status === 404) return t("error.not_found");
  // What the server says of a request is in English, and better than nothing.
  if (error.status < 500) return error.detail ?? error.title;
  const reference = error.requestId && t("error.reference", { id: error.requestId });
  return [t("error.unexpected"), reference].filter(Boolean).join(" ");
}

/** The message below a field, or null where the server had nothing against it. */
export function fieldMessage(error: unknown, field: string): string | null {
  if (!(error instanceof ApiError)) return null;
  const given = error.errors.find((one) => one.field.split(".")[0] === field);
  if (given === undefined) return null;
  if (LONG.has(given.code)) return t("error.field.long");
  if (PASSWORDS.has(field)) return t("error.field.password");
  if (EMPTY.has(given.code)) return t("error.field.required");
  return t(field === "email" ? "error.field.email" : "error.field.other");
}

/** Whether a failure says that something is not there, or not for this reader. */
export function isGone(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}
