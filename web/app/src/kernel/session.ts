import { signal } from "@preact/signals";
import type { ApiClient } from "@stunity/client";

import { forgetDrafts } from "./drafts";
import { forgetKept } from "./offline/store";

/** A session as the SDK keeps it. */
export type Session = NonNullable<ApiClient["session"]>;

/** Why somebody is at the door again: their session ended without their doing. */
export const sessionEnded = signal(false);
/** What the page is about: unknown while it is found out who is here. */
export const standing = signal<"unknown" | "out" | "in">("unknown");

/**
 * Another person, another school, or nobody: all tabs of a browser are one session. Two people at
 * one computer need two profiles, or a private window.
 *
 * @param left somebody signed out, here or in another tab
 */
export function sessionChanged(session: Session | null, left: boolean): void {
  if (left) forgetDrafts();
  // The next person at this computer finds nothing. Where a session ended by itself, what waits to be
  // sent stays for whoever wrote it: another person's sign-in removes it.
  if (session === null) void forgetKept({ written: left }).catch(() => {});
  sessionEnded.value = session === null && !left;
  standing.value = session === null ? "out" : "unknown";
}
