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

const SECRET = "stunity-provider-secret";

/** Leave for a provider; the way back leads to `/sign-in/:provider`. */
export async function leaveForProvider(provider: string): Promise<void> {
  const { address, secret } = await requests.startAt(provider);
  // This browser alone can come back: nobody is signed in as somebody else by a link.
  sessionStorage.setItem(SECRET, secret);
  location.assign(address);
}

/** Somebody turned back at the provider, or it did not let them in. */
export class TurnedBack extends Error {}

/** Come back from a provider with what stands in the address; throws TurnedBack where nobody signed in there. */
export async function comeBackFrom(provider: string, search: string): Promise<SecondStep | null> {
  const said = new URLSearchParams(search);
  const secret = sessionStorage.getItem(SECRET) ?? "";
  sessionStorage.removeItem(SECRET);
  if (said.has("error")) throw new TurnedBack();
  const iss = said.get("iss");
  const body = { state: said.get("state") ?? "", code: said.get("code") ?? "", secret, ...(iss !== null && { iss }) };
  return following(sdk.signIn(`/auth/oidc/${provider}/callback`, body));
}

/** Whether a sign-in was refused because nobody has opened the mail with the link yet. */
export function isUnconfirmed(error: unknown): boolean {
  return error instanceof ApiError && error.code === "address_not_confirmed";
}
