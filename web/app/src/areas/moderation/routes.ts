import { route } from "../../kernel/router";
import { t as shared } from "../../shared/messages";
import { t } from "./messages";

export const routes = [
  route("/moderation", {
    load: () => import("./pages/Queue"),
    messages: [t, shared],
    access: { permission: "moderation:review" },
  }),
];
