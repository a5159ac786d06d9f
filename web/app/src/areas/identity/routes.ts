import { route } from "../../kernel/router";
import { t } from "./messages";

export const routes = [
  route("/sign-in", {
    load: () => import("./pages/SignIn"),
    messages: [t],
    access: "anyone",
    layout: "stage",
  }),
  route("/sign-in/:provider", {
    load: () => import("./pages/ProviderReturn"),
    messages: [t],
    access: "anyone",
    layout: "stage",
  }),
  route("/register", {
    load: () => import("./pages/Register"),
    messages: [t],
    access: "anyone",
    layout: "stage",
  }),
  ...(["/confirm", "/reset-password"] as const).map((path) =>
    route(path, { load: () => import("./pages/MailedLink"), messages: [t], access: "anyone", layout: "stage" }),
  ),
  route("/forgot-password", {
    load: () => import("./pages/ForgotPassword"),
    messages: [t],
    access: "anyone",
    layout: "stage",
  }),
  route("/code", { load: () => import("./pages/Code"), messages: [t], access: "anyone", layout: "stage" }),
  route("/device", { load: () => import("./pages/Device"), messages: [t], access: "anyone", layout: "stage" }),
  route("/second-factor", { load: () => import("./pages/SecondFactor"), messages: [t], layout: "stage" }),
  route("/security", { load: () => import("./pages/Security"), messages: [t] }),
  route("/pupils", {
    load: () => import("./pages/Pupils"),
    messages: [t],
    access: { permission: "passwords:reset" },
    part: "people",
  }),
  ...(["/invitation", "/invitation/mine"] as const).map((path) =>
    route(path, {
      load: () => import("./pages/Invitation"),
      messages: [t],
      access: path === "/invitation" ? "anyone" : "signed-in",
      layout: "stage",
    }),
  ),
  route("/claim", { load: () => import("./pages/Claim"), messages: [t], access: "anyone", layout: "stage" }),
  route("/claim/mine", { load: () => import("./pages/ClaimMine"), messages: [t], part: "settings" }),
  route("/settings", { load: () => import("./pages/Settings"), messages: [t] }),
];
