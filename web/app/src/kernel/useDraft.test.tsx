import assert from "node:assert/strict";

import { render } from "preact";
import { act } from "preact/test-utils";
import { test } from "vitest";

import { Drafts } from "./drafts";
import { useDraft } from "./useDraft";
import { type World, WorldContext } from "./world";

function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

/** A form of a page that was just loaded. */
function loaded(place: ReturnType<typeof storage>, still?: (kept: string) => string | undefined) {
  const form: { typed?: string; keep: (text: string | undefined) => void } = { keep: () => {} };
  function Form() {
    [form.typed, form.keep] = useDraft<string>("marks:10A", still);
    return <p>{form.typed ?? "nothing"}</p>;
  }
  const root = document.createElement("div");
  const world = { drafts: new Drafts("school sophea", place) } as World;
  act(() => render(<WorldContext.Provider value={world}><Form /></WorldContext.Provider>, root));
  return { form, root };
}

test("what is typed is shown, and is there when the page is loaded anew", () => {
  const place = storage();
  const { form, root } = loaded(place);
  assert.equal(root.textContent, "nothing");
  act(() => form.keep("7.5"));
  assert.equal(root.textContent, "7.5");
  const again = loaded(place);
  assert.equal(again.root.textContent, "7.5");
  act(() => again.form.keep(undefined));
  assert.equal(again.root.textContent, "nothing");
  assert.equal(loaded(place).root.textContent, "nothing");
});

test("what is older than what somebody saved is forgotten, and not merely hidden", () => {
  const place = storage();
  const { form } = loaded(place);
  act(() => form.keep("7.5"));
  assert.equal(loaded(place, () => undefined).root.textContent, "nothing");
  assert.equal(loaded(place).root.textContent, "nothing");
});

test("without room, or where nothing may be stored, one types on", () => {
  const { form, root } = loaded({ ...storage(), setItem: () => assert.fail("full") });
  act(() => form.keep("7.5"));
  assert.equal(root.textContent, "7.5");
});
