import { route } from "../../kernel/router";
import { t as questions } from "../../shared/questions/messages";
import { t } from "./messages";

export const routes = [
  route("/health", {
    load: () => import("./pages/Health"),
    messages: [t],
    access: { permission: "tenant:manage" },
    layout: "wide",
  }),
  route("/jobs", { load: () => import("./pages/Jobs"), messages: [t], access: { permission: "platform:manage" }, layout: "wide" }),
  route("/audit-log", {
    load: () => import("./pages/AuditLog"),
    messages: [t],
    access: { permission: "audit:read" },
    layout: "wide",
  }),
  // Pages of the local stack, for whoever runs it: they are in English, and there is nothing elsewhere.
  route("/dev/components", {
    load: () => import("./pages/Components"),
    messages: [questions],
    access: "anyone",
    layout: "stage",
  }),
  route("/dev", { load: () => import("./pages/Dev"), messages: [], access: "anyone", layout: "stage" }),
];
