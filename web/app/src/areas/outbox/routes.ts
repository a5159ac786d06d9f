import { route } from "../../kernel/router";

export const routes = [route("/outbox", { load: () => import("./pages/Outbox"), messages: [], part: "home" })];
