import { route } from "../../kernel/router";
import { t } from "./messages";

export const routes = [
  route("/health", {
    load: () => import("./pages/Health"),
    messages: [t],
    access: { permission: "tenant:manage" },
    layout: "wide",
  }),
  // The page of the local stack, for whoever runs it: it is in English, and there is no data elsewhere.
  route("/dev", { load: () => import("./pages/Dev"), messages: [], access: "anyone", layout: "stage" }),
];
