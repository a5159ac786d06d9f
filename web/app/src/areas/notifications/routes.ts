import { route } from "../../kernel/router";
import { t } from "./messages";

export const routes = [
  route("/notifications", { load: () => import("./pages/Notifications"), messages: [t] }),
  route("/settings/notifications", { load: () => import("./pages/Ways"), messages: [t], part: "settings" }),
  route("/activity", {
    load: () => import("./pages/Activity"),
    messages: [t],
    access: { permission: "activity:read" },
    part: "classroom",
  }),
];
