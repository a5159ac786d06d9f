import { signal } from "@preact/signals";

import { forgetDrafts } from "./drafts";

/** A session as the SDK keeps it. */
export interface Session {
  id: string;
  accessToken: string;
  refreshToken: string;
  expiresAt: number;
  tenantId: string;
  userId: string;
}

const KEY = "stunity.session";

/**
 * Where this tab keeps its session.
 *
 * In sessionStorage and not in localStorage, because two tabs may be two people: a teacher who
 * shows a pupil's view beside her own, or a computer that a class shares. The session ends with its
 * tab. A duplicated tab begins with a copy of the session, so its tabs tell one another about new
 * tokens: a refresh token works once, and using an old one again would end the session.
 */
export class TabSession {
  #session: Session | null;
  #siblings: BroadcastChannel | null = null;

  /** @param onEnd the session ended, here or in a duplicate of this tab */
  constructor(
    private readonly storage: Storage,
    private readonly onEnd: () => void,
  ) {
    this.#session = read(storage);
    this.#meet();
  }

  get = (): Session | null => this.#session;

  set = (session: Session | null): void => {
    const ended = this.#session !== null && session === null;
    this.#siblings?.postMessage(session);
    this.#keep(session);
    if (ended) this.onEnd();
  };

  #keep(session: Session | null) {
    const another = session?.id !== this.#session?.id;
    this.#session = session;
    if (session === null) this.storage.removeItem(KEY);
    else this.storage.setItem(KEY, JSON.stringify(session));
    if (another) this.#meet();
  }

  /** Listen to the tabs that share this session. */
  #meet() {
    this.#siblings?.close();
    this.#siblings = null;
    if (this.#session === null) return;
    this.#siblings = new BroadcastChannel(`stunity.session.${this.#session.id}`);
    this.#siblings.onmessage = ({ data }: MessageEvent<Session | null>) => {
      this.#keep(data);
      if (data === null) this.onEnd();
    };
  }
}

function read(storage: Storage): Session | null {
  try {
    return JSON.parse(storage.getItem(KEY) ?? "null") as Session | null;
  } catch {
    return null;
  }
}

/** Why somebody is at the door again: their session ended without their doing. */
export const sessionEnded = signal(false);
/** What the page is about: unknown while a kept session is tried. */
export const standing = signal<"unknown" | "out" | "in">("unknown");

let leaving = false;
export const session = new TabSession(sessionStorage, () => {
  sessionEnded.value = !leaving;
  standing.value = "out";
});

/** End the session because its owner wants to. */
export async function leave(work: () => Promise<void>): Promise<void> {
  leaving = true;
  forgetDrafts();
  await work();
  leaving = false;
}
