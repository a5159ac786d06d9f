import { route } from "../../kernel/router";
import { t } from "./messages";

const page = { messages: [t], layout: "wide" } as const;

export const routes = [
  route("/school", { ...page, load: () => import("./pages/Members"), access: { permission: "users:manage" } }),
  route("/school/invitations", { ...page, load: () => import("./pages/Invitations"), access: { permission: "users:manage" } }),
  route("/school/codes", { ...page, load: () => import("./pages/Codes"), access: { permission: "claim_codes:manage" } }),
  route("/school/settings", { ...page, load: () => import("./pages/Settings"), access: { permission: "tenant:manage" } }),
  route("/school/functions", { ...page, load: () => import("./pages/Functions"), access: { permission: "flags:manage" } }),
  route("/platform", { ...page, load: () => import("./pages/Platform"), access: { permission: "platform:manage" } }),
];
