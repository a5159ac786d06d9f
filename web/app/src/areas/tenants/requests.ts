import {
  type AssignmentCreate,
  type ClaimBatchRead,
  type ClaimCodeRead,
  type ClaimCodesCreate,
  type FlagRead,
  type InvitationCreate,
  type InvitationRead,
  type MemberRead,
  type MemberUpdate,
  type PlatformSchoolCreate,
  type PlatformSchoolRead,
  type PlatformSchoolUpdate,
  type ClaimPupilRead,
  type SchoolRead,
  type SchoolUpdate,
  type SuspensionCreate,
  api,
  ask,
} from "../../kernel/api";

export type Member = MemberRead;
export type Invitation = InvitationRead;
export type Batch = ClaimBatchRead;
export type Code = ClaimCodeRead;
export type Pupil = ClaimPupilRead;
export type School = SchoolRead;
export type Flag = FlagRead;
export type PlatformSchool = PlatformSchoolRead;
export type MemberRole = NonNullable<MemberUpdate["role"]>;
export type ClaimType = ClaimCodesCreate["type"];

export const ROLES: readonly MemberRole[] = ["STUDENT", "TEACHER", "PARENT", "RESEARCHER", "ADMIN"];
export const CLAIM_TYPES: readonly ClaimType[] = ["STUDENT", "PARENT", "TEACHER", "STAFF"];

type Paging = { limit: number; cursor: string | null };
const one = (id: string) => ({ params: { path: { id } } });
const member = (userId: string) => ({ params: { path: { userId } } });

/** The routes of this area. */
export const requests = {
  members: (query: Paging & { q?: string; role?: MemberRole; status?: Member["status"] }) =>
    ask(api.GET("/v1/members", { params: { query } })),
  change: (userId: string, body: MemberUpdate) => ask(api.PUT("/v1/members/{userId}", { ...member(userId), body })),
  remove: (userId: string) => ask(api.DELETE("/v1/members/{userId}", member(userId))),
  removeFactors: (userId: string) => ask(api.DELETE("/v1/members/{userId}/factors", member(userId))),
  suspend: (id: string, body: SuspensionCreate) => ask(api.POST("/v1/users/{id}/suspend", { ...one(id), body })),
  readmit: (id: string) => ask(api.DELETE("/v1/users/{id}/suspend", one(id))),
  give: (body: AssignmentCreate) => ask(api.POST("/v1/role-assignments", { body })),
  take: (id: string) => ask(api.DELETE("/v1/role-assignments/{id}", one(id))),
  invitations: (query: Paging) => ask(api.GET("/v1/invitations", { params: { query } })),
  invite: (body: InvitationCreate) => ask(api.POST("/v1/invitations", { body })),
  takeBack: (id: string) => ask(api.DELETE("/v1/invitations/{id}", one(id))),
  codes: (query: Paging & { status?: Code["status"] }) => ask(api.GET("/v1/claim-codes", { params: { query } })),
  pupils: (query: Paging & { q?: string }) => ask(api.GET("/v1/claim-codes/students", { params: { query } })),
  make: (body: ClaimCodesCreate) => ask(api.POST("/v1/claim-codes", { body })),
  revoke: (id: string) => ask(api.DELETE("/v1/claim-codes/{id}", one(id))),
  codesCsv: () => ask(api.GET("/v1/claim-codes/export.csv", { parseAs: "blob" })),
  school: () => ask(api.GET("/v1/tenants/current")),
  save: (body: SchoolUpdate) => ask(api.PUT("/v1/tenants/current", { body })),
  flags: () => ask(api.GET("/v1/admin/flags")),
  decide: (key: Flag["key"], override: boolean | null) =>
    ask(api.PUT("/v1/admin/flags/{key}", { params: { path: { key } }, body: { override } })),
  schools: (query: Paging & { q?: string }) => ask(api.GET("/v1/platform/tenants", { params: { query } })),
  found: (body: PlatformSchoolCreate) => ask(api.POST("/v1/platform/tenants", { body })),
  limit: (id: string, body: PlatformSchoolUpdate) => ask(api.PUT("/v1/platform/tenants/{id}", { ...one(id), body })),
};
