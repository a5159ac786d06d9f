import { route } from "../../kernel/router";
import { t } from "./messages";

export const routes = [
  route("/insights", { load: () => import("./pages/Mine"), messages: [t], access: { permission: "analytics:self" } }),
  route("/insights/school", {
    load: () => import("./pages/School"),
    messages: [t],
    part: "insights-school",
    access: { permission: "analytics:tenant" },
    layout: "wide",
  }),
  route("/posts/:id/insights", { load: () => import("./pages/Post"), messages: [t], part: "home", access: { permission: "analytics:self" } }),
];
