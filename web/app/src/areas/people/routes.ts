import { route } from "../../kernel/router";
import { t } from "./messages";

const access = { permission: "profiles:read" } as const;

export const routes = [
  route("/people", { load: () => import("./pages/People"), messages: [t] }),
  route("/people/:id", { load: () => import("./pages/Person"), messages: [t], access }),
  route("/people/:id/followers", { load: () => import("./pages/PersonFollowers"), messages: [t], access }),
  route("/people/:id/following", { load: () => import("./pages/PersonFollowing"), messages: [t], access }),
  route("/profile", { load: () => import("./pages/EditProfile"), messages: [t], part: "people" }),
];
