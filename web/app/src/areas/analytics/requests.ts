import {
  type FigurePoint,
  type MyAnalyticsRead,
  type PostAnalyticsRead,
  type SchoolAnalyticsRead,
  type SchoolDay,
  api,
  ask,
} from "../../kernel/api";

export type Point = FigurePoint;
export type Figures = Omit<PostAnalyticsRead, "postId" | "title" | "preview">;
export type Mine = MyAnalyticsRead;
export type SchoolDays = SchoolAnalyticsRead;
export type Day = SchoolDay;
export const PERIODS = ["24h", "7d", "30d", "90d"] as const;
export type Period = (typeof PERIODS)[number];
export const SCHOOL_PERIODS = ["7d", "30d", "90d"] as const;
export type SchoolPeriod = (typeof SCHOOL_PERIODS)[number];

const of = (id: string, period: Period) => ({ params: { path: { id }, query: { period } } });
const text = { parseAs: "text" } as const;

/** The routes of this area. */
export const requests = {
  post: (id: string, period: Period) => ask(api.GET("/v1/posts/{id}/analytics", of(id, period))),
  postFile: (id: string, period: Period) => ask(api.GET("/v1/posts/{id}/analytics.csv", { ...of(id, period), ...text })),
  mine: (period: Period) => ask(api.GET("/v1/analytics/me", { params: { query: { period } } })),
  mineFile: (period: Period) => ask(api.GET("/v1/analytics/me.csv", { params: { query: { period } }, ...text })),
  school: (period: SchoolPeriod) => ask(api.GET("/v1/analytics/school", { params: { query: { period } } })),
  schoolFile: (period: SchoolPeriod) => ask(api.GET("/v1/analytics/school.csv", { params: { query: { period } }, ...text })),
};
