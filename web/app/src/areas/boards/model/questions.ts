import type { Told } from "../../../kernel/told";
import type { Choice, Question, Sort } from "../requests";

interface QuestionPage {
  data: Question[];
  pageInfo: { nextCursor: string | null; hasMore: boolean };
}

/** What an event about a new question leaves open. */
const BLANK: Partial<Question> = {
  author: null,
  status: "OPEN",
  upvotes: 0,
  voted: false,
  mine: false,
  isPinned: false,
  isFrozen: false,
  responseText: null,
  respondedAt: null,
  reviewReasons: [],
  rejectionReason: null,
  tags: [],
  canEdit: false,
  canDelete: false,
};

/** The order in which questions stand, as the server has it. Ids are UUIDv7: the greater is newer. */
export function orderBy(sort: Sort): (a: Question, b: Question) => number {
  const newer = (a: Question, b: Question) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
  if (sort === "new") return newer;
  return (a, b) => Number(b.isPinned) - Number(a.isPinned) || b.upvotes - a.upvotes || newer(a, b);
}

/** The questions of a board that are known here: pages that were read, and what events changed. */
export class Questions {
  /** Where the next page begins. */
  cursor: string | null = null;
  hasMore = false;
  #known = new Map<string, Question>();

  /** @param told about questions while they are read */
  constructor(private readonly told: Told<{ id: string }>) {}

  get size(): number {
    return this.#known.size;
  }

  get(id: string): Question | null {
    return this.#known.get(id) ?? null;
  }

  has(id: string): boolean {
    return this.#known.has(id);
  }

  /** Those that a reader has chosen, in their order. */
  chosen({ sort, filter, tag }: Choice): Question[] {
    const fits = ({ status, tags }: Question) => {
      if (tag !== null && !tags.some(({ id }) => id === tag)) return false;
      if (filter !== null) return status === filter;
      return status !== "MERGED" && status !== "REJECTED";
    };
    return [...this.#known.values()].filter(fits).sort(orderBy(sort));
  }

  keep(question: Question): void {
    for (const now of this.told.over([question])) this.#known.set(now.id, now);
  }

  /** What an event says about a new question: not who asked. */
  announce(data: Partial<Question> & { id: string }): void {
    this.keep({ ...BLANK, ...data } as Question);
  }

  /** Returns whether the question is known. */
  change(id: string, values: Partial<Question>): boolean {
    this.told.tell(id, values);
    const known = this.#known.get(id);
    if (known === undefined) return false;
    this.#known.set(id, { ...known, ...values });
    return true;
  }

  delete(id: string): void {
    this.told.tell(id, null);
    this.#known.delete(id);
  }

  clear(): void {
    this.#known.clear();
    this.hasMore = false;
  }

  /** Take over the first page; what stands behind it stays as it is known. */
  replace({ data, pageInfo }: QuestionPage, sort: Sort): void {
    const last = data.at(-1);
    const order = orderBy(sort);
    const behind = (one: Question) => pageInfo.hasMore && last !== undefined && order(last, one) < 0;
    const kept = [...this.#known.values()].filter(behind);
    this.#known = new Map(kept.map((one) => [one.id, one]));
    for (const question of data) this.keep(question);
    if (kept.length > 0) return;
    this.cursor = pageInfo.nextCursor;
    this.hasMore = pageInfo.hasMore;
  }

  append({ data, pageInfo }: QuestionPage): void {
    for (const question of data) this.keep(question);
    this.cursor = pageInfo.nextCursor;
    this.hasMore = pageInfo.hasMore;
  }
}
