import { route } from "../../kernel/router";
import { t as shared } from "../../shared/messages";
import { t } from "./messages";

export const routes = [
  route("/people", { load: () => import("./pages/People"), messages: [t, shared] }),
];
