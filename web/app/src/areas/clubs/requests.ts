import {
  type BoardCreate,
  type ClubCreate,
  type ClubMemberRead,
  type ClubMemberUpdate,
  type ClubRead,
  type ClubUpdate,
  api,
  ask,
  repeatable,
} from "../../kernel/api";

export type Club = ClubRead;
export type ClubMember = ClubMemberRead;
export type NewClub = Pick<ClubCreate, "name" | "description" | "mode" | "capacity" | "coverUploadId">;
export type Status = "ACTIVE" | "PENDING" | "INVITED";

interface Paging {
  limit: number;
  cursor: string | null;
}

/** The routes of this area. Tests give others of the same shape. */
export const requests = {
  list: (mine: boolean, query: Paging) => ask(api.GET("/v1/clubs", { params: { query: { mine, ...query } } })),
  club: (id: string) => ask(api.GET("/v1/clubs/{id}", { params: { path: { id } } })),
  create: (body: NewClub, key: string) =>
    ask(api.POST("/v1/clubs", { body: { category: null, tags: [], ...body }, ...repeatable(key) })),
  update: (id: string, body: ClubUpdate) => ask(api.PUT("/v1/clubs/{id}", { params: { path: { id } }, body })),
  named: (q: string) => ask(api.GET("/v1/users/autocomplete", { params: { query: { q } } })),
  boards: (scopeId: string) => ask(api.GET("/v1/boards", { params: { query: { scopeId, limit: 50 } } })),
  openBoard: (scopeId: string, title: string, key: string) =>
    ask(api.POST("/v1/boards", { body: { title, scopeType: "CLUB", scopeId } as BoardCreate, ...repeatable(key) })),
  remove: (id: string) => ask(api.DELETE("/v1/clubs/{id}", { params: { path: { id } } })),
  join: (id: string) => ask(api.POST("/v1/clubs/{id}/join", { params: { path: { id } } })),
  leave: (id: string) => ask(api.POST("/v1/clubs/{id}/leave", { params: { path: { id } } })),
  members: (id: string, status: Status, query: Paging) =>
    ask(api.GET("/v1/clubs/{id}/members", { params: { path: { id }, query: { status, ...query } } })),
  decide: (id: string, userId: string, body: ClubMemberUpdate) =>
    ask(api.PUT("/v1/clubs/{id}/members/{userId}", { params: { path: { id, userId } }, body })),
};
