import { route } from "../../kernel/router";
import { t } from "./messages";

const page = { messages: [t], layout: "wide", part: "marks" } as const;
const staff = { ...page, access: { permission: "grades:enter" } } as const;

export const routes = [
  route("/marks", { ...page, load: () => import("./pages/Marks"), access: { permission: "grades:read" } }),
  route("/marks/classes/:id", { ...staff, load: () => import("./pages/Grid") }),
  route("/marks/classes/:id/ranks", { ...staff, load: () => import("./pages/Ranks") }),
  route("/marks/classes/:id/cards", { ...staff, load: () => import("./pages/Cards") }),
  route("/marks/pupils/:id", { ...page, load: () => import("./pages/Pupil"), access: { permission: "grades:read" } }),
  route("/marks/pupils/:id/transcript", { ...page, load: () => import("./pages/Transcript"), access: { permission: "grades:read" } }),
  route("/verify", { ...page, load: () => import("./pages/VerifyStart"), access: "anyone" }),
  route("/verify/:code", { ...page, load: () => import("./pages/Verify"), access: "anyone" }),
];
