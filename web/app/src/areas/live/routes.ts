import { route } from "../../kernel/router";
import { t as questions } from "../../shared/questions/messages";
import { t } from "./messages";

const messages = [t, questions];
const host = { permission: "live:host" };

export const routes = [
  route("/live/new", { load: () => import("./pages/Setup"), messages, access: host, part: "classroom" }),
  route("/live/:code", { load: () => import("./pages/Host"), messages, access: host, layout: "stage" }),
  route("/play/:code", {
    load: () => import("./pages/Play"),
    messages,
    access: "anyone",
    layout: "stage",
  }),
];
