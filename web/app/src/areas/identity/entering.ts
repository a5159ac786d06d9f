import { ApiError, sdk } from "../../kernel/api";

/** Sign in; the page that was asked for opens by itself. */
export async function enter(body: { email: string; password: string }): Promise<void> {
  await sdk.login(body);
}

/** Whether a sign-in was refused because nobody has opened the mail with the link yet. */
export function isUnconfirmed(error: unknown): boolean {
  return error instanceof ApiError && error.code === "address_not_confirmed";
}
