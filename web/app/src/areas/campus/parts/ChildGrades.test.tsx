import assert from "node:assert/strict";

import { QueryClient, QueryClientProvider } from "@tanstack/preact-query";
import { render } from "preact";
import { act } from "preact/test-utils";
import { ApiError } from "@stunity/client";
import { test, vi } from "vitest";

import { requests } from "../requests";
import { ChildGrades } from "./ChildGrades";

async function shown(status: number) {
  const error = new ApiError({ status, code: "some", title: "Some" });
  const asked = vi.spyOn(requests, "gradebooks").mockRejectedValue(error);
  const root = document.createElement("div");
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  act(() => render(<QueryClientProvider client={client}><ChildGrades userId="a" /></QueryClientProvider>, root));
  await vi.waitFor(() => assert.equal(client.isFetching(), 0));
  await act(async () => {});
  assert.equal(asked.mock.calls.length, 1);
  asked.mockRestore();
  return root;
}

test("a guardian who may not see grades is told of no failure", async () => {
  assert.equal((await shown(404)).textContent, "");
});

test("where grades cannot be read it is said", async () => {
  assert.notEqual((await shown(503)).textContent, "");
});
