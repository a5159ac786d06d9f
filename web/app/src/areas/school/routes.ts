import { route } from "../../kernel/router";
import { t } from "./messages";

export const routes = [
  route("/announcements", { load: () => import("./pages/Announcements"), messages: [t], layout: "wide", part: "classroom" }),
  route("/pulses", { load: () => import("./pages/Surveys"), messages: [t], layout: "wide", part: "classroom" }),
];
