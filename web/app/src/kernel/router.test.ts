import assert from "node:assert/strict";

import { expectTypeOf, test } from "vitest";

import { type PageProps, followAddress, href, match, navigate, ownAddress, place, route } from "./router";

const page = { load: async () => ({ default: () => null }), messages: [] };
const routes = [route("/", page), route("/posts/:id", page), route("/posts/:id/edit", page)];

test("an address finds its route and its parameters", () => {
  assert.equal(match(routes, "/")?.route.path, "/");
  assert.deepEqual(match(routes, "/posts/a%20b")?.params, { id: "a b" });
  assert.equal(match(routes, "/posts/1/edit")?.route.path, "/posts/:id/edit");
  assert.equal(match(routes, "/posts"), null);
  assert.equal(match(routes, "/nowhere"), null);
});

test("a parameter that cannot be decoded stays as it is", () => {
  assert.deepEqual(match(routes, "/posts/%E0")?.params, { id: "%E0" });
});

test("an address is filled in, and its types are those of the path", () => {
  assert.equal(href("/posts/:id", { id: "a/b" }), "/posts/a%2Fb");
  assert.equal(href("/"), "/");
  expectTypeOf<PageProps<"/posts/:id">["params"]>().toEqualTypeOf<{ id: string }>();
});

test("only an address of this app is taken from elsewhere", () => {
  for (const own of ["/", "/posts/1?a=//b", "/a\\b", "/a/../..//b"]) {
    assert.equal(ownAddress(own), own);
    assert.equal(new URL(own, location.href).origin, location.origin);
  }
  const foreign = ["//evil.example", "/\\evil.example", "/\t/evil.example", "/\n\\evil.example", "https://evil.example", "javascript:0", "posts", "", null];
  for (const address of foreign) assert.equal(ownAddress(address), "/");
});

test("going somewhere changes the place, and replacing leaves no way back", async () => {
  const before = history.length;
  await navigate("/posts/1");
  assert.equal(place.value.pathname, "/posts/1");
  assert.equal(history.length, before + 1);
  const { key } = place.value;
  await navigate("/posts/2", { replace: true });
  assert.equal(place.value.key, key);
  assert.equal(history.length, before + 1);
});

test("what changes behind the # is a new entry of the same page", async () => {
  followAddress();
  await navigate("/posts/1");
  const { key, index } = place.value;
  // As the browser does it, where somebody follows a link to a part of the page or edits the address.
  history.pushState(null, "", "#main");
  window.dispatchEvent(new PopStateEvent("popstate", { state: null }));
  const { pathname, hash, ...entry } = place.value;
  assert.deepEqual({ pathname, hash }, { pathname: "/posts/1", hash: "#main" });
  assert.deepEqual([entry.key, entry.index], [key, index + 1]);
});
