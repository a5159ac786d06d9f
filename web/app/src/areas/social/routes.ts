import { route } from "../../kernel/router";
import { t } from "./messages";

export const routes = [
  route("/", { load: () => import("./pages/Feed"), messages: [t], part: "home" }),
  route("/bookmarks", { load: () => import("./pages/Bookmarks"), messages: [t], part: "home" }),
  route("/drafts", { load: () => import("./pages/Drafts"), messages: [t], part: "home", access: { permission: "posts:create" } }),
  route("/tags/:tag", { load: () => import("./pages/Tag"), messages: [t], part: "home" }),
  route("/posts/:id", { load: () => import("./pages/Post"), messages: [t], part: "home" }),
  route("/clubs/:id/posts", {
    load: () => import("./pages/ClubPosts"),
    messages: [t],
    part: "people",
    access: { permission: "posts:read" },
  }),
  route("/people/:id/posts", {
    load: () => import("./pages/PersonPosts"),
    messages: [t],
    part: "people",
    access: { permission: "posts:read" },
  }),
];
