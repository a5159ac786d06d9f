import { route } from "../../kernel/router";
import { t as shared } from "../../shared/messages";
import { t } from "./messages";

const messages = [t, shared];

export const routes = [
  route("/classroom", { load: () => import("./pages/Classroom"), messages }),
  route("/enter", { load: () => import("./pages/Enter"), messages: [shared], layout: "wide", access: "anyone" }),
];
