const KEY = "stunity.drafts";

/**
 * What is being written and not sent yet: it is still there after a look at another page, and after
 * the page was loaded anew. It lies where the session lies, in this tab alone, and belongs to one
 * person: nobody finds on a shared computer what somebody else was writing.
 */
export class Drafts {
  #kept: Map<string, unknown>;

  /** @param owner who writes, in which school; what a guest writes lasts as long as the page */
  constructor(
    private owner: string | null = null,
    private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> = sessionStorage,
  ) {
    this.#kept = new Map(owner === null ? [] : read(storage, owner));
  }

  get<T>(name: string): T | undefined {
    return this.#kept.get(name) as T | undefined;
  }

  set(name: string, draft: unknown): void {
    this.#kept.set(name, draft);
    this.#write();
  }

  delete(name: string): void {
    if (this.#kept.delete(name)) this.#write();
  }

  /** Write nothing more: what still comes of a person who has left is kept nowhere. */
  stop(): void {
    this.owner = null;
  }

  #write() {
    if (this.owner === null) return;
    try {
      if (this.#kept.size === 0) this.storage.removeItem(KEY);
      else this.storage.setItem(KEY, JSON.stringify({ owner: this.owner, drafts: [...this.#kept] }));
    } catch {
      // There is no room: it is kept as long as this page is open.
    }
  }
}

/** Forget what was being written, because whoever wrote it has left. */
export function forgetDrafts(storage: Pick<Storage, "removeItem"> = sessionStorage): void {
  storage.removeItem(KEY);
}

function read(storage: Pick<Storage, "getItem" | "removeItem">, owner: string): [string, unknown][] {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? "null") as { owner: string; drafts: [string, unknown][] } | null;
    if (kept?.owner === owner) return kept.drafts;
  } catch {
    // What cannot be read is as good as nothing.
  }
  storage.removeItem(KEY);
  return [];
}
