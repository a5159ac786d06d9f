import { route } from "../../kernel/router";
import { t } from "./messages";

export const routes = [
  route("/moderation", {
    load: () => import("./pages/Queue"),
    messages: [t],
    access: { permission: "moderation:review" },
  }),
];
