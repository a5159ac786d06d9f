import { signal } from "@preact/signals";

import type { FeedbackKind, Paging, Post, Requests } from "../requests";

interface Page {
  data: Post[];
  pageInfo: { nextCursor: string | null; hasMore: boolean };
}

/** What somebody has said about a post since the page was opened, and whose it is. */
export interface Said {
  kind: FeedbackKind;
  authorId: string;
}

/** The feed that is chosen for its reader, and what they say about it. */
export class Chosen {
  readonly said = signal<ReadonlyMap<string, Said>>(new Map());
  #known = new Set<string>();

  constructor(private readonly requests: Pick<Requests, "chosen" | "say">) {}

  /** A page of the choice; where that is over, what a new one has beyond what is known. */
  read = async (page: Paging): Promise<Page> => {
    if (page.cursor == null) this.#known.clear();
    let found: Page;
    try {
      found = await this.requests.chosen(page);
    } catch (error) {
      if (page.cursor == null || (error as { code?: string }).code !== "feed_moved") throw error;
      found = await this.requests.chosen({ ...page, cursor: null });
    }
    const data = found.data.filter(({ id }) => !this.#known.has(id));
    for (const { id } of data) this.#known.add(id);
    return { ...found, data };
  };

  async say(post: Post, kind: FeedbackKind): Promise<void> {
    await this.requests.say(post.id, kind);
    this.#change((said) => said.set(post.id, { kind, authorId: post.author.id }));
  }

  async undo(post: Post): Promise<void> {
    await this.requests.say(post.id, null);
    this.#change((said) => {
      for (const [id, { kind, authorId }] of said) {
        if (id === post.id || (kind === "HIDE_AUTHOR" && authorId === post.author.id)) said.delete(id);
      }
    });
  }

  /** What stands in the place of a post: itself, that it was sent away, or nothing. */
  stands(post: Post): "post" | "sent" | "hidden" {
    const said = this.said.value.get(post.id)?.kind;
    if (said === "NOT_INTERESTED" || said === "HIDE_AUTHOR") return "sent";
    const hidden = [...this.said.value.values()].some(
      ({ kind, authorId }) => kind === "HIDE_AUTHOR" && authorId === post.author.id,
    );
    return hidden ? "hidden" : "post";
  }

  #change(change: (said: Map<string, Said>) => void) {
    const said = new Map(this.said.value);
    change(said);
    this.said.value = said;
  }
}
