import { type AuditRead, type JobRead, type JobRunRead, type RealtimeMetricsRead, type RelayInstanceRead, api, ask } from "../../kernel/api";

export type Metrics = RealtimeMetricsRead;
export type Instance = RelayInstanceRead;
export type Job = JobRead;
export type Run = JobRunRead;
export type Entry = AuditRead;

/** What is wanted of the audit log; what is left out asks for any. */
export interface AuditWish {
  action?: string;
  actorId?: string;
  since?: string;
  until?: string;
}

/** The routes of this area. */
export const requests = {
  metrics: () => ask(api.GET("/v1/admin/realtime/metrics")),
  jobs: () => ask(api.GET("/v1/admin/jobs")),
  audit: (wish: AuditWish, cursor: string | null) =>
    ask(api.GET("/v1/audit-log", { params: { query: { ...wish, limit: 50, cursor } } })),
  auditActions: () => ask(api.GET("/v1/audit-log/actions")),
  auditFile: (wish: AuditWish) =>
    ask(api.GET("/v1/audit-log/export.csv", { params: { query: wish }, parseAs: "text" })),
};
