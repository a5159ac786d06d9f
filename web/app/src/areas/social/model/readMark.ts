import { signal } from "@preact/signals";

import { ApiError, type MarkerRead } from "../../../kernel/api";

interface MarkRequests {
  markers: () => Promise<{ data: MarkerRead[] }>;
  mark: (lastReadId: string, version: number) => Promise<MarkerRead>;
}

/** Ids grow with time where they are of version 7; of others nothing is known. */
const grows = (id: string) => id[14] === "7";
const isBehind = (id: string, mark: string) => id === mark || (grows(id) && grows(mark) && id < mark);

/** How far somebody has read the feed, on whichever device. */
export class ReadMark {
  /** Where the reader stood when this visit began; what is newer is new to them. */
  readonly from = signal<string | null>(null);
  #known: MarkerRead | null = null;
  #begun: Promise<void> | null = null;
  /** The newest post that was before the reader. */
  #seen: string | null = null;
  #moving = false;

  constructor(private readonly requests: MarkRequests) {}

  /** The first of these posts, newest first, that was read before; null where that is the first or none. */
  boundary(ids: readonly string[]): string | null {
    const mark = this.from.value;
    if (mark === null) return null;
    const exact = ids.indexOf(mark);
    // The post of the mark may be gone.
    const index = exact >= 0 ? exact : ids.findIndex((id) => isBehind(id, mark));
    return index > 0 ? (ids[index] ?? null) : null;
  }

  /** The reader has this post before them, and so has read what is older. */
  async saw(id: string): Promise<void> {
    this.#begun ??= this.#begin();
    try {
      await this.#begun;
    } catch (error) {
      // Without a network nothing can be said of it; the next post asks again.
      if (error instanceof ApiError && error.temporary) return;
      throw error;
    }
    if (this.#seen === null || !isBehind(id, this.#seen)) this.#seen = id;
    if (this.#moving) return;
    this.#moving = true;
    try {
      // What is seen while the mark is on its way is marked after it.
      while (this.#known === null || !isBehind(this.#seen, this.#known.lastReadId)) {
        this.#known = await this.requests.mark(this.#seen, this.#known?.version ?? 0);
      }
    } catch (error) {
      // Another device was faster. What it says counts; the next post moves on from there.
      if (error instanceof ApiError && error.status === 409) await this.#read();
      else if (!(error instanceof ApiError && error.temporary)) throw error;
    } finally {
      this.#moving = false;
    }
  }

  /** Another device has read on. */
  moved(lastReadId: string, version: number): void {
    if (this.#known !== null && version > this.#known.version) this.#known = { ...this.#known, lastReadId, version };
  }

  async #begin() {
    try {
      await this.#read();
      this.from.value = this.#known?.lastReadId ?? null;
    } catch (error) {
      this.#begun = null;
      throw error;
    }
  }

  async #read() {
    const { data } = await this.requests.markers();
    this.#known = data.find(({ timeline }) => timeline === "FEED") ?? null;
  }
}
