import { route } from "../../kernel/router";
import { t } from "./messages";

const messages = [t];

export const routes = [
  route("/classroom", { load: () => import("./pages/Classroom"), messages }),
  route("/enter", { load: () => import("./pages/Enter"), messages: [], layout: "wide", access: "anyone" }),
];
