import { route } from "../../kernel/router";
import { t } from "./messages";

export const routes = [
  route("/", { load: () => import("./pages/Feed"), messages: [t], part: "home" }),
  route("/posts/:id", { load: () => import("./pages/Post"), messages: [t], part: "home" }),
];
