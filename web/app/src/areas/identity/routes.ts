import { route } from "../../kernel/router";
import { t } from "./messages";

export const routes = [
  route("/sign-in", {
    load: () => import("./pages/SignIn"),
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
];
