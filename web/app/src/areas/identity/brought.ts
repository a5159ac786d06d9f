/** What somebody brings along while they sign in: kept in this tab, and taken once. */
const KEY = "stunity.brought.";

type Kind = "code" | "invitation" | "device";

export function bring(kind: Kind, secret: string): void {
  sessionStorage.setItem(KEY + kind, secret);
}

/** What was brought; it is forgotten here with `forget`. */
export function brought(kind: Kind): string {
  return sessionStorage.getItem(KEY + kind) ?? "";
}

export function forget(kind: Kind): void {
  sessionStorage.removeItem(KEY + kind);
}
