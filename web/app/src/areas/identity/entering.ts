import { ApiError, sdk } from "../../kernel/api";
import { sessionEnded, standing } from "../../kernel/session";

/** Sign in; the page that was asked for opens by itself. */
export async function enter(body: { email: string; password: string }): Promise<void> {
  await sdk.login(body);
  sessionEnded.value = false;
  standing.value = "unknown";
}

/** Whether a sign-in was refused because nobody has opened the mail with the link yet. */
export function isUnconfirmed(error: unknown): boolean {
  return error instanceof ApiError && error.code === "address_not_confirmed";
}
