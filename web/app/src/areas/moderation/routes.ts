import { route } from "../../kernel/router";
import { t } from "./messages";

// For everybody: whoever was moderated reads there what was decided.
export const routes = [route("/moderation", { load: () => import("./pages/Moderation"), messages: [t] })];
