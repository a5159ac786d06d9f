import { route } from "../../kernel/router";
import { t } from "./messages";

const page = { messages: [t], layout: "wide" } as const;
const taught = { ...page, part: "classes", access: { permission: "attendance:mark" } } as const;

export const routes = [
  route("/classes", { ...taught, load: () => import("./pages/Classes") }),
  route("/classes/:id", { ...taught, load: () => import("./pages/Class") }),
  route("/classes/:id/attendance", { ...taught, load: () => import("./pages/Register") }),
  route("/classes/:id/month", { ...taught, load: () => import("./pages/Month") }),
  route("/attendance", { ...page, part: "school", load: () => import("./pages/Board"), access: { permission: "school:manage" } }),
  route("/records", { ...page, part: "school", load: () => import("./pages/Records"), access: { permission: "enrollment:manage" } }),
  route("/records/:id", { ...page, part: "school", load: () => import("./pages/Record"), access: { permission: "enrollment:manage" } }),
  route("/school/year", { ...page, part: "school", load: () => import("./pages/YearSetup"), access: { permission: "school:manage" } }),
  route("/school/rollover", { ...page, part: "school", load: () => import("./pages/Rollover"), access: { permission: "enrollment:manage" } }),
  route("/school/grading", { ...page, part: "school", load: () => import("./pages/Grading"), access: { permission: "school:manage" } }),
  route("/children", { ...page, load: () => import("./pages/Children"), access: { permission: "attendance:read" } }),
  route("/children/:id", { ...page, part: "children", load: () => import("./pages/Child"), access: { permission: "attendance:read" } }),
  route("/calendar", { ...page, part: "school", load: () => import("./pages/Calendar"), access: { permission: "school:read" } }),
];
