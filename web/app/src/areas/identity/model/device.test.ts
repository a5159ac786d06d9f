import assert from "node:assert/strict";

import { test } from "vitest";

import { isPhone, nameOf } from "./device";

const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

test("a device is called what people call it", () => {
  assert.equal(nameOf(CHROME), "Chrome · Linux");
  assert.equal(nameOf(`${CHROME.replace("X11; Linux x86_64", "Windows NT 10.0; Win64; x64")} Edg/140.0`), "Edge · Windows");
  assert.equal(nameOf(PHONE), "Safari · iOS");
  assert.equal(nameOf("Mozilla/5.0 (Android 15; Mobile; rv:142.0) Gecko/142.0 Firefox/142.0"), "Firefox · Android");
  assert.equal(nameOf("stunity-cli/1 (Linux; dara-laptop)"), "Stunity CLI · Linux");
  assert.equal(nameOf("python-httpx/0.28"), null);
  assert.equal(nameOf(null), null);
  assert.deepEqual([isPhone(PHONE), isPhone(CHROME), isPhone(null)], [true, false, false]);
});
