import { signal } from "@preact/signals";

import type { ApiError } from "../../../kernel/api";
import { type ServerClock, clock as theClock } from "../../../kernel/clock";
import type { Answer } from "../../../shared/questions/answers";
import type { Command, GameRead, GameRequests, RankRead, ResultsRead } from "../requests";
import { type LiveEvent, changes, isOver } from "./events";
import { isOlder } from "./order";

/** Everybody reads the own result after a reveal; not all in the same instant. */
const SPREAD = 600;
const RETRY = 2000;
/** Answers under way when the time is up still count; the reveal waits for them. */
const GRACE = 600;
/** The pages of players ask to go on within this time; the page of the host asks before them. */
const TURNS = 2000;
/** Where the host leads: how long players wait for the reveal before they ask for it. */
const PATIENCE = 10_000;

export type Standing = "loading" | "ready" | "error" | "outside" | "away" | "gone";

/** An answer that did not arrive, or that the question could not have. */
interface Refused {
  index: number;
  answer: Answer;
  unfit: boolean;
}

interface Surroundings {
  clock?: ServerClock;
  random?: () => number;
}

/**
 * A game as one screen shows it: begun from what the API says, moved on by events, read again when
 * events were lost. It is not in the query cache: no other page shows it, and it has a clock, an
 * order of questions and steps of its own to keep.
 */
export class Game {
  readonly clock: ServerClock;
  readonly #state = signal<GameRead | null>(null);
  readonly #standing = signal<Standing>("loading");
  readonly #rank = signal<RankRead | null>(null);
  readonly #results = signal<ResultsRead | null>(null);
  readonly #refused = signal<Refused | null>(null);
  readonly #random: () => number;
  #error: unknown = null;
  #stopped = false;
  #timers = new Set<ReturnType<typeof setTimeout>>();
  #step: ReturnType<typeof setTimeout> | undefined;
  #reading = 0;
  #asking = 0;
  /** What was told since the first of the requests that are on their way. */
  #meanwhile: (() => void)[] = [];

  constructor(
    readonly requests: GameRequests,
    readonly code: string,
    { clock = theClock, random = Math.random }: Surroundings = {},
  ) {
    this.clock = clock;
    this.#random = random;
  }

  get state(): GameRead | null {
    return this.#state.value;
  }

  get standing(): Standing {
    return this.#standing.value;
  }

  set standing(standing: Standing) {
    this.#standing.value = standing;
  }

  /** Why there is nothing to show. */
  get error(): unknown {
    return this.#error;
  }

  /** The own place as of the last reveal. */
  get rank(): RankRead | null {
    return this.#rank.value;
  }

  /** How it went, once it is over. */
  get results(): ResultsRead | null {
    return this.#results.value;
  }

  /** The last answer to the question that is open, where it was refused: nobody has to write it again. */
  get refused(): Refused | null {
    const refused = this.#refused.value;
    return refused !== null && refused.index === this.state?.index ? refused : null;
  }

  /** Whether answers are taken now, by the server's clock. */
  get open(): boolean {
    const { state } = this;
    return state?.status === "ACTIVE" && state.phase === "question_open" && this.remaining > 0;
  }

  /** Milliseconds until the question closes. */
  get remaining(): number {
    return this.state?.endsAt ? this.clock.until(this.state.endsAt) : 0;
  }

  get over(): boolean {
    return this.state !== null && isOver(this.state);
  }

  /** Read the game; what arrives out of date is dropped. */
  async load(): Promise<void> {
    const reading = ++this.#reading;
    try {
      const taken = await this.#ask(this.requests.read, (state) => reading === this.#reading && this.#isNew(state));
      if (taken) await this.#readFigures();
    } catch (error) {
      if (reading === this.#reading) this.#failed(error as ApiError);
    }
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#step);
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** Give an answer; it shows at once, and goes back where the server refuses. */
  async answer(answer: Answer): Promise<void> {
    const { state } = this;
    if (state?.me == null || state.index === null) return;
    const { index } = state;
    const before = state.me.answer;
    this.#set({ me: { ...state.me, answer } });
    try {
      const { number } = await this.requests.answer(index, answer);
      if (number !== null && this.state?.me && this.state.index === index) this.#set({ me: { ...this.state.me, answer: { number } } });
    } catch (error) {
      this.#refused.value = { index, answer, unfit: (error as Partial<ApiError>).code === "answer_does_not_fit" };
      if (this.state?.me && this.state.index === index) this.#set({ me: { ...this.state.me, answer: before } });
      throw error;
    }
  }

  /** What only the host may: each answers with the game as it is then. */
  async lead(command: Command): Promise<void> {
    await this.#command(() => this.requests.lead(command));
  }

  /** Close the door to newcomers, or open it. */
  async lock(locked: boolean): Promise<void> {
    await this.#command(() => this.requests.lock(locked));
  }

  async kick(participantId: string): Promise<void> {
    await this.requests.kick(participantId);
    if (this.state !== null) this.#set(changes["live:participant_kicked"](this.state, { code: this.code, participantId, reason: null }));
  }

  apply({ type, data }: { type: string; data: { code?: string } }): void {
    if (data?.code !== this.code || !(type in changes)) return;
    const apply = () => this.#told(type as LiveEvent, data);
    if (this.#asking > 0) this.#meanwhile.push(apply);
    if (this.state === null) return;
    apply();
    this.#plan();
  }

  #told(type: LiveEvent, data: { code?: string; participantId?: string }) {
    const { state } = this;
    if (state === null) return;
    const change = changes[type](state, data as never);
    if (change === null) return;
    this.#set(change);
    if (type === "live:participant_kicked" && state.me?.participantId === data.participantId) {
      this.standing = "away";
    }
    // The own points are in no event: they are nobody else's business.
    const asks = type === "live:ended" || (type === "live:reveal" && state.role === "player");
    if (asks) this.#later(this.#random() * SPREAD, () => void this.load());
  }

  #set(fields: Partial<GameRead>) {
    if (this.state !== null) this.#state.value = { ...this.state, ...fields };
  }

  #isNew(state: GameRead): boolean {
    return this.state === null || !isOlder(state, this.state);
  }

  async #command(send: () => Promise<GameRead>) {
    await this.#ask(send, () => {
      this.#reading += 1;
      return true;
    });
    if (this.over) await this.#readFigures().catch(() => {});
  }

  /** Ask for the state, and take it over with what was told while the answer was on its way. */
  async #ask(send: () => Promise<GameRead>, wanted: (state: GameRead) => boolean): Promise<boolean> {
    this.#asking += 1;
    try {
      const state = await this.clock.ask(send);
      if (!wanted(state)) return false;
      this.#state.value = state;
      this.standing = "ready";
      this.#error = null;
      for (const again of this.#meanwhile) again();
      this.#plan();
      return true;
    } finally {
      this.#asking -= 1;
      if (this.#asking === 0) this.#meanwhile = [];
    }
  }

  /**
   * Ask the server to go on when the time has come, by its clock: no page has to lead, and whoever
   * asks first does it for all.
   *
   * @param least milliseconds to wait at least
   */
  #plan(least = 0) {
    clearTimeout(this.#step);
    const { state } = this;
    if (this.#stopped || state?.status !== "ACTIVE") return;
    const revealed = state.phase === "revealed";
    const due = revealed ? state.nextAt : state.endsAt;
    const leads = state.role === "host";
    const alone = revealed || Boolean(state.settings.autoAdvance);
    if (due == null || (leads && !alone)) return;
    const turn = leads ? 0 : this.#random() * TURNS + (alone ? 0 : PATIENCE);
    const wait = Math.max(this.clock.until(due), least) + GRACE + turn;
    this.#step = setTimeout(() => void this.#advance(), wait);
  }

  async #advance() {
    const before = this.state?.phase;
    try {
      await this.#ask(this.requests.advance, (state) => !this.#stopped && this.#isNew(state));
      if (this.state?.phase !== before || this.over) await this.#readFigures();
    } catch {
      // Somebody else asks, or this page does again.
    }
    this.#plan(RETRY);
  }

  /** The own place after a reveal, and the results at the end. */
  async #readFigures() {
    if (this.over) this.#results.value = await this.requests.results();
    else if (this.state?.role === "player" && this.state.phase === "revealed") {
      this.#rank.value = await this.requests.rank();
    }
  }

  #failed(error: Pick<ApiError, "status" | "code" | "temporary">) {
    const { status, code, temporary } = error;
    if (code === "sent_away") this.standing = "away";
    else if (code === "not_in_game") this.standing = "outside";
    else if (status === 404 || status === 401) this.standing = "gone";
    else if (this.state === null) {
      this.#error = error;
      this.standing = "error";
    } else if (temporary) this.#later(RETRY, () => void this.load());
  }

  #later(delay: number, task: () => void) {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      task();
    }, delay);
    this.#timers.add(timer);
  }
}
