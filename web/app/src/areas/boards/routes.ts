import { route } from "../../kernel/router";
import { t } from "./messages";

const messages = [t];

export const routes = [
  route("/boards", { load: () => import("./pages/Boards"), messages, layout: "wide", part: "classroom" }),
  route("/boards/:id", {
    load: () => import("./pages/Board"),
    messages,
    layout: "wide",
    access: "anyone",
    part: "classroom",
  }),
  route("/boards/:id/present", {
    load: () => import("./pages/Wall"),
    messages,
    layout: "stage",
    access: "anyone",
    part: "classroom",
  }),
  route("/join/:code", {
    load: () => import("./pages/Join"),
    messages,
    layout: "wide",
    access: "anyone",
    part: "classroom",
  }),
];
