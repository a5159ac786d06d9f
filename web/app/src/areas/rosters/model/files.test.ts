import assert from "node:assert/strict";

import { test } from "vitest";

import { kindOf, typed } from "./files";

test("what a file is stands in its name, whatever the case", () => {
  assert.equal(kindOf({ name: "7A.CSV" }), "PUPILS");
  assert.equal(kindOf({ name: "pupils.2026.xlsx" }), "PUPILS");
  assert.equal(kindOf({ name: "oneroster.zip" }), "ONEROSTER");
  assert.equal(kindOf({ name: "photo.jpg" }), null);
});

test("a table that the system calls a workbook is sent as a table", () => {
  const file = typed(new File(["a,b"], "pupils.csv", { type: "application/vnd.ms-excel" }));
  assert.deepEqual([file.type, file.name], ["text/csv", "pupils.csv"]);
});
