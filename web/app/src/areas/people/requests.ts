import { type FollowerRead, type HiddenPersonRead, api, ask } from "../../kernel/api";
import type { ListName } from "./keys";

export type Person = FollowerRead;
export type Hidden = HiddenPersonRead;

interface Paging {
  limit: number;
  cursor: string | null;
}

/** The routes of this area. Tests give others of the same shape. */
export const requests = {
  list: (name: ListName, id: string, query: Paging) => {
    const params = { path: { id }, query };
    return ask(
      name === "following"
        ? api.GET("/v1/users/{id}/following", { params })
        : api.GET("/v1/users/{id}/followers", { params }),
    );
  },
  hidden: (query: Paging) => ask(api.GET("/v1/users/me/blocks", { params: { query } })),
};
