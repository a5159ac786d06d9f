import assert from "node:assert/strict";

import { QueryClient, QueryClientProvider } from "@tanstack/preact-query";
import { render } from "preact";
import { act } from "preact/test-utils";
import { ApiError } from "@stunity/client";
import { test, vi } from "vitest";

import { type World, WorldContext } from "../../../kernel/world";
import { requests } from "../requests";
import PupilPage from "./Pupil";

const now = { id: "b", name: "2026-2027" };
const before = { id: "a", name: "2025-2026" };
const named = { firstName: "Dara", lastName: "Sok", familyNameKh: null, givenNameKh: null };

function bookOf({ id, name }: typeof now, className: string, years: (typeof now)[]) {
  const terms = [{ id: `${id}1`, name: "Semester 1", nameKh: null, months: [`${name.slice(5)}-01`] }];
  return { ...named, studentId: "s", className, yearId: id, yearName: name, years, terms, data: [] };
}

async function opened(years: (typeof now)[]) {
  const pupil = vi.spyOn(requests, "pupil").mockImplementation((_, year) =>
    Promise.resolve(year === "a" ? bookOf(before, "7A", years) : bookOf(now, "8A", years)),
  );
  const none = new ApiError({ status: 404, code: "not_found", title: "None" });
  const card = vi.spyOn(requests, "card").mockRejectedValue(none);
  const root = document.createElement("div");
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const world = { area: () => ({}) } as unknown as World;
  const settled = async () => {
    await vi.waitFor(() => assert.equal(client.isFetching(), 0));
    await act(async () => {});
  };
  await act(() =>
    render(
      <WorldContext.Provider value={world}>
        <QueryClientProvider client={client}>
          <PupilPage params={{ id: "s" }} />
        </QueryClientProvider>
      </WorldContext.Provider>,
      root,
    ),
  );
  await settled();
  await settled();
  return { root, pupil, card, settled };
}

test("a family chooses an earlier year and finds its card", async () => {
  const { root, card, settled } = await opened([now, before]);
  assert.match(root.textContent ?? "", /8A · 2026-2027/);
  const [year] = root.querySelectorAll("select");
  assert.ok(year);
  assert.deepEqual([...year.options].map(({ text }) => text), ["2026-2027", "2025-2026"]);
  assert.equal(year.value, "b");
  year.value = "a";
  await act(() => void year.dispatchEvent(new Event("change", { bubbles: true })));
  await settled();
  await settled();
  assert.equal(year.value, "a");
  assert.match(root.textContent ?? "", /7A · 2025-2026/);
  assert.deepEqual(card.mock.lastCall, ["s", { scope: "MONTH", termId: "a1", period: "2026-01" }, "a"]);
});

test("who has one year here has none to choose", async () => {
  const { root, card } = await opened([now]);
  assert.equal(root.querySelectorAll("select").length, 1);
  assert.deepEqual(card.mock.lastCall?.[2], "b");
});
