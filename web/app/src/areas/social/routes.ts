import { route } from "../../kernel/router";
import { t as shared } from "../../shared/messages";
import { t } from "./messages";

export const routes = [
  route("/", { load: () => import("./pages/Feed"), messages: [t, shared], part: "home" }),
  route("/bookmarks", { load: () => import("./pages/Bookmarks"), messages: [t, shared], part: "home" }),
  route("/drafts", { load: () => import("./pages/Drafts"), messages: [t, shared], part: "home" }),
  route("/tags/:tag", { load: () => import("./pages/Tag"), messages: [t, shared], part: "home" }),
  route("/posts/:id", { load: () => import("./pages/Post"), messages: [t, shared], part: "home" }),
  route("/clubs/:id/posts", {
    load: () => import("./pages/ClubPosts"),
    messages: [t, shared],
    part: "people",
    access: { permission: "posts:read" },
  }),
  route("/people/:id/posts", {
    load: () => import("./pages/PersonPosts"),
    messages: [t, shared],
    part: "people",
    access: { permission: "posts:read" },
  }),
];
