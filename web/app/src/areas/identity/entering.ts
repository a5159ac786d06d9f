import { ApiError, sdk } from "../../kernel/api";
import { type SecondStep, requests } from "./requests";
import { usePasskey } from "./model/passkeys";

type Arrival = ReturnType<typeof sdk.signIn>;

/** What has to follow; null where somebody is in, and the page that was asked for opens by itself. */
async function following(arrival: Arrival): Promise<SecondStep | null> {
  const answer = await arrival;
  return answer !== null && "mfaToken" in answer ? (answer as SecondStep) : null;
}

/** Sign in; who has a second factor is asked for it. */
export const enter = (body: { email: string; password: string }) => following(sdk.login(body));

/** The second step. */
export async function answerStep(step: SecondStep, shown: object): Promise<void> {
  await sdk.signIn("/auth/mfa/challenge", { mfaToken: step.mfaToken, ...shown });
}

/** Sign in with a passkey alone; the browser shows those that it has. */
export async function enterWithPasskey(): Promise<void> {
  const { ticket, options } = await requests.askForAnyPasskey();
  await sdk.signIn("/auth/passkeys/sign-in", { ticket, passkey: await usePasskey(options) });
}

/** Choose another password with a teacher's code on paper. */
export const enterWithCode = (code: string, password: string) =>
  following(sdk.signIn("/auth/code/password", { code, password }));

/** Whether a sign-in was refused because nobody has opened the mail with the link yet. */
export function isUnconfirmed(error: unknown): boolean {
  return error instanceof ApiError && error.code === "address_not_confirmed";
}
