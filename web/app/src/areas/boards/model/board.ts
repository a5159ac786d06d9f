import type { QueryClient } from "@tanstack/preact-query";

import type { EventData } from "../../../../generated/events";
import { Told } from "../../../kernel/told";
import { keys } from "../keys";
import type { Answer, Choice, Detail, Poll, Question, Requests } from "../requests";
import { Polls } from "./polls";
import { Questions } from "./questions";
import { Reactions } from "./reactions";

const PAGE = 50;
/** Events that change the board itself, which a read replaces as a whole. */
const OF_THE_BOARD = /^board:(updated|presenting|poll_opened|poll_closed)$/;

/** A board as it is shown; this is what the cache holds of it. */
export interface BoardView extends Choice {
  detail: Detail;
  /** The newest first. */
  polls: Poll[];
  /** Those that the reader has chosen, in their order. */
  questions: Question[];
  hasMore: boolean;
  /** What the wall shows large now. */
  presented: Question | null;
  /** The one that the reader came for, wherever it stands. */
  sought: Question | null;
}

type Listeners = { [Type in keyof EventData]?: (data: EventData[Type]) => void };

/** A board with its questions and polls: read once, and moved on by events. */
export class Board {
  readonly reactions: Reactions;
  choice: Choice = { sort: "top", filter: null, tag: null };
  #detail: Detail | null = null;
  #told = new Told<{ id: string }>();
  #questions = new Questions(this.#told);
  #polls = new Polls(this.#told);
  /** Votes on their way, and the count that was told meanwhile. */
  #voting = new Map<string, number | null>();
  #reading = 0;
  #sought: string | null = null;
  /** Whether an event came that the answer of the last read may not know yet. */
  #overtaken = false;

  /** @param refresh has the board read again soon */
  constructor(
    readonly id: string,
    private readonly requests: Requests,
    private readonly cache: QueryClient,
    readonly refresh: () => void,
  ) {
    this.reactions = new Reactions((emoji, count) => requests.react(id, emoji, count));
  }

  /** What components ask the cache for. */
  get query() {
    return { queryKey: keys.board(this.id), queryFn: () => this.#read() };
  }

  get view(): BoardView | null {
    return this.#detail && this.#view(this.#detail);
  }

  question(id: string): Question | null {
    return this.#questions.get(id);
  }

  /** Read it now. */
  async load(): Promise<void> {
    await this.cache.fetchQuery({ ...this.query, staleTime: 0 });
  }

  /** Have one question at hand, however far down the list it stands; `null` gives it back. */
  async seek(id: string | null): Promise<void> {
    this.#sought = id;
    if (id !== null && !this.#questions.has(id)) await this.#readOne(id);
    else this.#publish();
  }

  async choose(wish: Partial<Choice>): Promise<void> {
    this.choice = { ...this.choice, ...wish };
    this.#questions.clear();
    this.#publish();
    await this.cache.refetchQueries({ queryKey: keys.board(this.id) }, { throwOnError: true });
  }

  async more(): Promise<void> {
    const { cursor } = this.#questions;
    await this.#told.during(async () => {
      this.#questions.append(await this.requests.questions(this.id, this.choice, { limit: PAGE, cursor }));
    });
    this.#publish();
  }

  /** @param key repeats of one text carry one key */
  async ask(body: string, key: string): Promise<Question> {
    return this.#told.during(async () => {
      const question = await this.requests.ask(this.id, body, key);
      this.#questions.keep(question);
      this.#publish();
      return question;
    });
  }

  /** Vote, or take the vote back; shows at once, and goes back where the server refuses. */
  async vote(id: string, voted: boolean): Promise<void> {
    const question = this.#questions.get(id);
    if (question === null || question.isFrozen || question.voted === voted || this.#voting.has(id)) return;
    const before = question.upvotes;
    this.#voting.set(id, null);
    this.#change(id, { voted, upvotes: Math.max(0, before + (voted ? 1 : -1)) });
    try {
      const read = await this.requests.vote(id, voted);
      // What was told may be older than the answer; then the event of this vote is still to come.
      const upvotes = this.#voting.get(id) ?? read.upvotes;
      this.#change(id, { voted: read.voted, upvotes });
      if (this.#detail !== null && this.#detail.votesLeft !== null) {
        this.#detail = { ...this.#detail, votesLeft: this.#detail.votesLeft + (voted ? -1 : 1) };
        this.#publish();
      }
    } catch (error) {
      this.#change(id, { voted: !voted, upvotes: this.#voting.get(id) ?? before });
      throw error;
    } finally {
      this.#voting.delete(id);
    }
  }

  /** A tool of author or moderator, with the question as it is afterwards. */
  async act(id: string, work: () => Promise<Question>): Promise<void> {
    const read = await work();
    if (read.id === id) this.#questions.keep(read);
    this.#publish();
    this.refresh();
  }

  async remove(id: string): Promise<void> {
    await this.requests.remove(id);
    this.#questions.delete(id);
    this.#publish();
    this.refresh();
  }

  async present(questionId: string | null): Promise<void> {
    await this.requests.present(this.id, questionId);
    this.#presenting(questionId);
    this.#publish();
  }

  async poll(read: () => Promise<Poll>): Promise<void> {
    await this.#told.during(async () => this.#polls.keep(await read()));
    this.#publish();
  }

  votePoll(id: string, answer: Answer): Promise<void> {
    return this.poll(() => this.requests.votePoll(id, answer));
  }

  /** What an event of this board says. */
  apply(type: keyof EventData, data: unknown): void {
    const { boardId = this.id } = data as { boardId?: string };
    if (boardId !== this.id) return;
    if (this.#detail === null || OF_THE_BOARD.test(type)) this.#overtaken = true;
    if (this.#detail === null) return;
    (this.#events[type] as ((data: unknown) => void) | undefined)?.(data);
    this.#publish();
  }

  readonly #events: Listeners = {
    "question:created": (data) => {
      if (this.#questions.has(data.id)) return;
      const { isAnonymous: _, ...fields } = data as typeof data & { isAnonymous?: boolean };
      this.#questions.announce(fields as Partial<Question> & { id: string });
      // Who asked, and what the reader may do with it, is in no event.
      this.refresh();
    },
    "question:upvoted": ({ questionId, upvotes }) => {
      // The own vote is shown already, and this may not count it yet.
      if (this.#voting.has(questionId)) this.#voting.set(questionId, upvotes);
      else this.#questions.change(questionId, { upvotes });
    },
    "question:answered": ({ id, responseText, respondedAt, status }) =>
      void this.#questions.change(id, { responseText, respondedAt, status, canEdit: false }),
    "question:tagged": ({ questionId, tags }) => void this.#questions.change(questionId, { tags }),
    "question:untagged": ({ questionId, tags }) => void this.#questions.change(questionId, { tags }),
    "question:pinned": ({ questionId, isPinned }) => void this.#questions.change(questionId, { isPinned }),
    "question:frozen": ({ questionId, isFrozen }) => void this.#questions.change(questionId, { isFrozen }),
    "question:updated": ({ id, body }) => void this.#questions.change(id, { body }),
    "question:deleted": ({ id }) => this.#questions.delete(id),
    "question:merged": ({ id, intoId, upvotes }) => {
      this.#questions.delete(id);
      this.#questions.change(intoId, { upvotes });
    },
    "question:approved": () => this.refresh(),
    "question:rejected": () => this.refresh(),
    "question:review_requested": () => this.refresh(),
    "board:updated": () => this.refresh(),
    "board:presenting": ({ questionId }) => this.#presenting(questionId),
    "board:poll_opened": () => this.refresh(),
    "board:poll_results": (data) => void (this.#polls.count(data) || this.refresh()),
    "board:poll_closed": (data) => void (this.#polls.count(data, { status: "CLOSED" }) || this.refresh()),
  };

  #presenting(questionId: string | null) {
    if (this.#detail === null) return;
    this.#detail = { ...this.#detail, presentingQuestionId: questionId };
    if (questionId !== null && !this.#questions.has(questionId)) void this.#readOne(questionId);
  }

  async #read(): Promise<BoardView> {
    const reading = ++this.#reading;
    this.#overtaken = false;
    const limit = Math.min(100, Math.max(PAGE, this.#questions.size));
    const detail = await this.#told.during(async () => {
      const [detail, page] = await Promise.all([
        this.requests.board(this.id),
        this.requests.questions(this.id, this.choice, { limit }),
      ]);
      // A later choice has its own read on the way.
      if (reading === this.#reading || this.#detail === null) {
        this.#polls.replace(detail.polls);
        this.#questions.replace(page, this.choice.sort);
        this.#detail = detail;
      }
      return this.#detail;
    });
    // What was told meanwhile may be newer than what was read: read once more, when this is over.
    if (this.#overtaken) setTimeout(() => this.refresh());
    for (const shown of [detail.presentingQuestionId, this.#sought]) {
      if (shown !== null && !this.#questions.has(shown)) await this.#readOne(shown);
    }
    return this.#view(this.#detail ?? detail);
  }

  async #readOne(id: string) {
    try {
      await this.#told.during(async () => this.#questions.keep(await this.requests.question(id)));
      this.#publish();
    } catch {
      // It was deleted meanwhile; its event says so.
    }
  }

  #change(id: string, values: Partial<Question>) {
    if (this.#questions.change(id, values)) this.#publish();
  }

  #view(detail: Detail): BoardView {
    const at = (id: string | null) => (id === null ? null : this.#questions.get(id));
    return {
      ...this.choice,
      detail,
      polls: this.#polls.all,
      questions: this.#questions.chosen(this.choice),
      hasMore: this.#questions.hasMore,
      presented: at(detail.presentingQuestionId),
      sought: at(this.#sought),
    };
  }

  #publish() {
    if (this.#detail !== null) this.cache.setQueryData(keys.board(this.id), this.#view(this.#detail));
  }
}
