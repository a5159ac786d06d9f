import assert from "node:assert/strict";
import { ApiError } from "@stunity/client";
import { test, vi } from "vitest";

import type { PreferencesRead } from "../kernel/api";
import { language } from "../kernel/i18n";
import { newCache } from "../kernel/query";
import { theme } from "../kernel/theme";
import type { World } from "../kernel/world";
import { Preferences } from "./preferences";

const kept = { locale: "en", theme: "SYSTEM", sound: true, reducedMotion: null } as PreferencesRead;

function made(save: (wanted: PreferencesRead) => Promise<PreferencesRead>) {
  const world = { cache: newCache() } as unknown as World;
  return new Preferences(world, { read: async () => kept, save });
}

test("a look that is chosen anywhere holds here at once, and is sent with all else as it was", async () => {
  const sent: PreferencesRead[] = [];
  const preferences = made(async (wanted) => {
    assert.equal(theme.value, "dark");
    sent.push(wanted);
    return wanted;
  });
  await preferences.choose({ theme: "dark" });
  assert.deepEqual(sent, [{ ...kept, theme: "DARK" }]);
});

test("without a network it holds on this device; what the server refuses is told", async () => {
  const away = made(() => Promise.reject(new ApiError({ status: 0, code: "network", title: "no network" })));
  await away.choose({ theme: "light" });
  assert.equal(theme.value, "light");
  const refusing = made(() => Promise.reject(new ApiError({ status: 422, code: "refused", title: "refused" })));
  await assert.rejects(refusing.choose({ theme: "dark" }));
});

test("what was being read while something is chosen does not put back what was before", async () => {
  const answers: (() => void)[] = [];
  const read = () => new Promise<PreferencesRead>((resolve) => answers.push(() => resolve({ ...kept, theme: "LIGHT" })));
  const world = { cache: newCache() } as unknown as World;
  const preferences = new Preferences(world, { read, save: async (wanted) => wanted });
  answers[0]?.();
  await new Promise((done) => setTimeout(done));
  assert.equal(theme.value, "light");
  preferences.bridge.events?.["user:updated"]?.({ data: { changed: ["theme"] } } as never);
  await preferences.change({ ...kept, theme: "LIGHT" }, { theme: "DARK" });
  assert.equal(answers.length, 2);
  answers[1]?.();
  await new Promise((done) => setTimeout(done));
  assert.equal(theme.value, "dark");
});

test("what is chosen while something is being sent goes out after it, and undoes nothing of it", async () => {
  const sent: PreferencesRead[] = [];
  const answers: (() => void)[] = [];
  const preferences = made(async (wanted) => {
    sent.push(wanted);
    await new Promise<void>((resolve) => answers.push(resolve));
    return wanted;
  });
  // Both begin with what the page showed when they were pressed.
  const both = [preferences.change(kept, { theme: "DARK" }), preferences.change(kept, { reducedMotion: true })];
  for (let turn = 1; turn <= both.length; turn += 1) {
    await vi.waitFor(() => assert.equal(sent.length, turn));
    answers[turn - 1]!();
  }
  await Promise.all(both);
  assert.deepEqual(sent[1], { ...kept, theme: "DARK", reducedMotion: true });
});

test("a look that is chosen leaves the language of the device, where the account has another", async () => {
  const preferences = made(async (wanted) => ({ ...wanted, locale: "km" }));
  const before = language.value;
  await preferences.change({ ...kept, locale: "km" }, { theme: "DARK" });
  assert.equal(language.value, before);
});
