import {
  type FollowRequestRead,
  type FollowerRead,
  type HiddenPersonRead,
  type MeUpdate,
  type PersonRead,
  type ProfileRead,
  type ProfileUpdate,
  type SuggestionRead,
  api,
  ask,
} from "../../kernel/api";
import type { ListName } from "./keys";

export type Person = FollowerRead;
export type Hidden = HiddenPersonRead;
export type Asking = FollowRequestRead;
export type Profile = ProfileRead;
export type Shown = PersonRead;
export type Details = NonNullable<PersonRead["details"]>;
export type Suggested = SuggestionRead;
export type Station = Details["education"][number];

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
  asking: (query: Paging) => ask(api.GET("/v1/users/me/follow-requests", { params: { query } })),
  decide: (userId: string, decision: "ACCEPT" | "REJECT") =>
    ask(api.POST("/v1/users/me/follow-requests/{userId}", { params: { path: { userId } }, body: { decision } })),
  suggestions: () => ask(api.GET("/v1/users/suggestions", { params: { query: { limit: 20 } } })),
  dismiss: (id: string, on: boolean) => {
    const params = { path: { id } };
    const path = "/v1/users/{id}/dismissal";
    return ask(on ? api.POST(path, { params }) : api.DELETE(path, { params }));
  },
  presence: (id: string) => ask(api.GET("/v1/users/{id}/presence", { params: { path: { id } } })),
  online: (schoolId: string) =>
    ask(api.GET("/v1/schools/{schoolId}/online-count", { params: { path: { schoolId } } })),
  person: (id: string) => ask(api.GET("/v1/users/{id}", { params: { path: { id } } })),
  profile: () => ask(api.GET("/v1/users/me/profile")),
  saveProfile: (body: ProfileUpdate) => ask(api.PUT("/v1/users/me/profile", { body })),
  me: () => ask(api.GET("/v1/users/me")),
  saveMe: (body: MeUpdate) => ask(api.PUT("/v1/users/me", { body })),
};
