/** What keys do, and where `g` and a letter lead. */
export const GOES = {
  h: { href: "/", label: "nav.home" },
  n: { href: "/notifications", label: "nav.notifications" },
  c: { href: "/classroom", label: "nav.classroom" },
  p: { href: "/people", label: "nav.people" },
  s: { href: "/settings", label: "nav.settings" },
  o: { href: "/outbox", label: "outbox.title" },
} as const;

export type Command = "palette" | "keys" | "write" | `go ${keyof typeof GOES}`;

export const TABLE: Record<string, Command> = {
  "?": "keys",
  "/": "palette",
  n: "write",
  ...Object.fromEntries(Object.keys(GOES).map((key) => [`g ${key}`, `go ${key}` as Command])),
};
