import { api, ask } from "../kernel/api";
import { href, navigate } from "../kernel/router";

/** Open the conversation with somebody; it is begun where there is none. */
export async function writeTo(id: string): Promise<void> {
  const body = { type: "DIRECT" as const, participantIds: [id] };
  const { id: conversation } = await ask(api.POST("/v1/messages/conversations", { body }));
  await navigate(href("/messages/:id", { id: conversation }));
}
