import { route } from "../../kernel/router";
import { t as shared } from "../../shared/messages";
import { t } from "./messages";

const access = { permission: "messages:read" } as const;

export const routes = [
  route("/messages", { load: () => import("./pages/Conversations"), messages: [t, shared], access }),
  route("/messages/new", { load: () => import("./pages/NewConversation"), messages: [t, shared], access }),
  route("/messages/:id", { load: () => import("./pages/Conversation"), messages: [t, shared], access }),
];
