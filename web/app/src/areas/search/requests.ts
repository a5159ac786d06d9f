import { type SearchHit, api, ask } from "../../kernel/api";

/** What has a page of its own to be read on. */
export const COLLECTIONS = ["posts", "users", "courses", "clubs", "boards", "questions", "hashtags"] as const;
export type Collection = (typeof COLLECTIONS)[number];
export type Hit = SearchHit & { collection: Collection };
const isShown = <Of extends { collection: string }>(one: Of): one is Of & { collection: Collection } =>
  (COLLECTIONS as readonly string[]).includes(one.collection);

interface Narrowing {
  q: string;
  facet?: string;
  tag?: string;
  cursor: string | null;
}

/** The routes of this area. */
export const requests = {
  all: async (q: string) => {
    const found = await ask(api.GET("/v1/search", { params: { query: { q } } }));
    const groups = found.groups.filter(isShown).map((group) => ({ ...group, hits: group.hits.filter(isShown) }));
    return { ...found, groups };
  },
  page: async (collection: Collection, { q, facet, tag, cursor }: Narrowing) => {
    const query = { q, limit: 20, ...(facet && { facet }), ...(tag && { tag }), ...(cursor && { cursor }) };
    const page = await ask(api.GET("/v1/search/{collection}", { params: { path: { collection }, query } }));
    return { ...page, data: page.data.filter(isShown) };
  },
  /** Begin to build anew for the school; `job:progress` tells how far it is. */
  rebuild: (kind: "SEARCH" | "EMBEDDINGS") =>
    kind === "SEARCH"
      ? ask(api.POST("/v1/admin/search/reindex"))
      : ask(api.POST("/v1/admin/embeddings/backfill", { body: { rate: 10 } })),
  complete: async (q: string) => {
    const { data } = await ask(api.GET("/v1/search/autocomplete", { params: { query: { q } } }));
    return data.filter(isShown);
  },
};
