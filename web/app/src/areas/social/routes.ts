import { route } from "../../kernel/router";
import { t as shared } from "../../shared/messages";
import { t } from "./messages";

export const routes = [
  route("/", { load: () => import("./pages/Feed"), messages: [t, shared], part: "home" }),
  route("/posts/:id", { load: () => import("./pages/Post"), messages: [t, shared], part: "home" }),
  route("/people/:id/posts", {
    load: () => import("./pages/PersonPosts"),
    messages: [t, shared],
    part: "people",
    access: { permission: "posts:read" },
  }),
];
