/** Passkeys as the browser makes and uses them, in the form that the API takes. */

const decode = (text: string): ArrayBuffer => {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0)).buffer;
};

const encode = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

interface Descriptor {
  id: string;
  type: "public-key";
  transports?: AuthenticatorTransport[];
}

/** What the API asks for: the options of the browser, with base64url in the place of bytes. */
interface Asked {
  challenge: string;
  user?: { id: string };
  excludeCredentials?: Descriptor[];
  allowCredentials?: Descriptor[];
}

const known = (all: Descriptor[] = []) => all.map((one) => ({ ...one, id: decode(one.id) }));

/** Whether this browser knows passkeys, here: it makes none for an IP address. */
export const hasPasskeys = (): boolean =>
  typeof PublicKeyCredential !== "undefined" && !/^[\d.]+$|^\[/.test(location.hostname);

/** The browser asked, and the person changed their mind: nothing to complain about. */
export const isTurnedDown = (error: unknown): boolean =>
  error instanceof DOMException && ["NotAllowedError", "AbortError"].includes(error.name);

/** Make a passkey. Throws a DOMException where the person does not want to. */
export async function makePasskey(options: Record<string, unknown>) {
  const asked = options as unknown as Asked;
  const publicKey = {
    ...asked,
    challenge: decode(asked.challenge),
    user: { ...asked.user, id: decode(asked.user?.id ?? "") },
    excludeCredentials: known(asked.excludeCredentials),
  } as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const answer = made.response as AuthenticatorAttestationResponse;
  return {
    clientData: encode(answer.clientDataJSON),
    attestation: encode(answer.attestationObject),
    transports: answer.getTransports?.() ?? [],
  };
}

/** Sign with a passkey; the person chooses one where none is named. */
export async function usePasskey(options: Record<string, unknown>) {
  const asked = options as unknown as Asked;
  const publicKey = {
    ...asked,
    challenge: decode(asked.challenge),
    allowCredentials: known(asked.allowCredentials),
  } as PublicKeyCredentialRequestOptions;
  const used = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const answer = used.response as AuthenticatorAssertionResponse;
  return {
    id: encode(used.rawId),
    clientData: encode(answer.clientDataJSON),
    authenticatorData: encode(answer.authenticatorData),
    signature: encode(answer.signature),
  };
}
