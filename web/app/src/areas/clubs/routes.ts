import { route } from "../../kernel/router";
import { t } from "./messages";

export const routes = [
  route("/clubs", { load: () => import("./pages/Clubs"), messages: [t], part: "people", access: { permission: "school:read" } }),
  route("/clubs/:id", { load: () => import("./pages/Club"), messages: [t], part: "people", access: { permission: "school:read" } }),
];
