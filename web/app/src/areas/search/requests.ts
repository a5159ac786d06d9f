import { type SearchHit, type SearchPage, type SearchResults, api, ask } from "../../kernel/api";

export type Hit = SearchHit;
export type Found = SearchResults;
export type FoundPage = SearchPage;
export type Collection = SearchHit["collection"];

interface Narrowing {
  q: string;
  facet?: string;
  tag?: string;
  cursor: string | null;
}

/** The routes of this area. */
export const requests = {
  all: (q: string) => ask(api.GET("/v1/search", { params: { query: { q } } })),
  page: (collection: Collection, { q, facet, tag, cursor }: Narrowing) => {
    const query = { q, limit: 20, ...(facet && { facet }), ...(tag && { tag }), ...(cursor && { cursor }) };
    return ask(api.GET("/v1/search/{collection}", { params: { path: { collection }, query } }));
  },
  complete: (q: string) => ask(api.GET("/v1/search/autocomplete", { params: { query: { q } } })),
};
