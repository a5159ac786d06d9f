import { route } from "../../kernel/router";
import { t } from "./messages";

export const routes = [
  route("/search", { load: () => import("./pages/Search"), messages: [t], part: "home", access: { permission: "search:read" } }),
  route("/school/search", {
    load: () => import("./pages/Rebuild"),
    messages: [t],
    access: { permission: "tenant:manage" },
    layout: "wide",
  }),
];
