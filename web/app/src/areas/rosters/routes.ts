import { route } from "../../kernel/router";
import { t } from "./messages";

const page = { messages: [t], layout: "wide", part: "school", access: { permission: "imports:manage" } } as const;

export const routes = [
  route("/imports", { ...page, load: () => import("./pages/Imports") }),
  route("/imports/:id", { ...page, load: () => import("./pages/Import") }),
];
