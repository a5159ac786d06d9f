import { route } from "../../kernel/router";
import { t } from "./messages";

const access = { permission: "messages:read" } as const;

export const routes = [
  route("/messages", { load: () => import("./pages/Conversations"), messages: [t], access }),
  route("/messages/new", { load: () => import("./pages/NewConversation"), messages: [t], access }),
  route("/messages/:id", { load: () => import("./pages/Conversation"), messages: [t], access }),
];
