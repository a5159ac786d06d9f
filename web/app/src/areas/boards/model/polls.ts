import type { Told } from "../../../kernel/told";
import type { Poll } from "../requests";

/** What an event says of the votes so far. */
export interface Count {
  pollId: string;
  counts: number[];
  total: number;
  words: string[];
}

/** The newest first, and always so: nothing that somebody votes or closes moves a poll. */
export function inOrder(polls: readonly Poll[]): Poll[] {
  const newer = (a: string, b: string) => (a < b ? 1 : a > b ? -1 : 0);
  return [...polls].sort((a, b) => newer(a.openedAt, b.openedAt) || newer(a.id, b.id));
}

/** Whether a reader sees how others voted: once the own vote cannot follow theirs, or when leading. */
export function showsResults(poll: Poll, leads: boolean): boolean {
  return poll.voted || poll.status === "CLOSED" || leads;
}

/** The polls of a board, with what was counted so far. */
export class Polls {
  #all: Poll[] = [];

  /** @param told about polls while they are read */
  constructor(private readonly told: Told<{ id: string }>) {}

  get all(): Poll[] {
    return this.#all;
  }

  replace(polls: readonly Poll[]): void {
    this.#all = inOrder(this.told.over(polls));
  }

  keep(poll: Poll): void {
    for (const now of this.told.over([poll])) {
      this.#all = inOrder([...this.#all.filter(({ id }) => id !== now.id), now]);
    }
  }

  /** Take over what an event counted; says whether the poll is known. */
  count({ pollId, counts, total, words }: Count, more: Partial<Poll> = {}): boolean {
    const fields: Partial<Poll> = { counts, total, ...(words && { words }), ...more };
    this.told.tell(pollId, fields);
    const known = this.#all.some(({ id }) => id === pollId);
    this.#all = this.#all.map((poll) => (poll.id === pollId ? { ...poll, ...fields } : poll));
    return known;
  }
}
