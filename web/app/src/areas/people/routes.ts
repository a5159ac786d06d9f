import { route } from "../../kernel/router";
import { t as shared } from "../../shared/messages";
import { t } from "./messages";

const access = { permission: "profiles:read" } as const;

export const routes = [
  route("/people", { load: () => import("./pages/People"), messages: [t, shared] }),
  route("/people/:id", { load: () => import("./pages/Person"), messages: [t, shared], access }),
  route("/people/:id/followers", { load: () => import("./pages/PersonFollowers"), messages: [t, shared], access }),
  route("/people/:id/following", { load: () => import("./pages/PersonFollowing"), messages: [t, shared], access }),
  route("/profile", { load: () => import("./pages/EditProfile"), messages: [t, shared], part: "people" }),
];
