import { type RealtimeMetricsRead, type RelayInstanceRead, api, ask } from "../../kernel/api";

export type Metrics = RealtimeMetricsRead;
export type Instance = RelayInstanceRead;

/** The routes of this area. */
export const requests = {
  metrics: () => ask(api.GET("/v1/admin/realtime/metrics")),
};
