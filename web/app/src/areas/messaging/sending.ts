import { type Send, wasSent } from "../../kernel/offline";
import { messaging } from "./messaging";
import { type NewMessage, requests } from "./requests";

/** Send a message that waits. It was sent before where the server knows its id. */
export const sendMessage: Send = async ({ id, body, target }, world) => {
  try {
    messaging(world).sent(await requests.send(target as string, body as unknown as NewMessage, id));
  } catch (error) {
    if (!wasSent(error)) throw error;
  }
};
