import { computed, signal } from "@preact/signals";

import type { ApiError } from "../../../kernel/api";
import { type ServerClock, clock as theClock } from "../../../kernel/clock";
import type { Drafts } from "../../../kernel/drafts";
import type { Answer, Reading } from "../../../shared/questions/answers";
import type { Answers, AttemptRead, AttemptSheet, Requests } from "../requests";

const PAUSE = 800;
const RETRY = 4000;

export type Saved = "saved" | "saving" | "unsaved";
type Status = "new" | "open" | "handing-in" | "done";
type Kept = Pick<Drafts, "get" | "set" | "delete">;
type Asked = Pick<Requests, "startAttempt" | "saveAttempt" | "submitAttempt">;
type Timer = ReturnType<typeof setTimeout>;

/**
 * A quiz taken alone. Every answer is saved shortly after it was given; what is saved counts, even
 * if nobody hands it in.
 */
export class Attempt {
  readonly status = signal<Status>("new");
  readonly saved = signal<Saved>("saved");
  readonly sheet = signal<AttemptSheet | null>(null);
  readonly answers = signal<Answers>({});
  /** How written numbers were read, by question. */
  readonly readings = signal<Record<string, Reading>>({});
  readonly result = signal<AttemptRead | null>(null);
  readonly answered = computed(() => Object.keys(this.answers.value).length);
  /** Told when answers are refused for good: they would never be saved. */
  onRefused: (error: unknown) => void = () => {};
  #version = 0;
  #stopped = false;
  #saving: Promise<void> | null = null;
  #timer: Timer | undefined;
  #end: Timer | undefined;

  constructor(
    private readonly requests: Asked,
    private readonly quizId: string,
    /** Where answers lie that are not saved yet: a phone may load the page anew before they are. */
    private readonly kept: Kept,
    private readonly clock: ServerClock = theClock,
  ) {}

  /** Milliseconds left on the server's clock, or null where there is no limit. */
  get remaining(): number | null {
    const deadline = this.sheet.value?.deadlineAt ?? null;
    return deadline === null ? null : this.clock.until(deadline);
  }

  /** Begin, or go on with the attempt that is open. */
  async start(): Promise<void> {
    const sheet = await this.clock.ask(() => this.requests.startAttempt(this.quizId));
    if (this.#stopped) return;
    const unsaved = this.kept.get<Answers>(draftOf(sheet));
    const answers = unsaved ?? bareAnswers(sheet.answers);
    this.sheet.value = { ...sheet, answers: answers as AttemptSheet["answers"] };
    this.answers.value = answers;
    this.status.value = "open";
    if (unsaved !== undefined) this.#changed(0);
    const { remaining } = this;
    if (remaining !== null) this.#end = setTimeout(() => void this.#timeIsUp(), remaining);
  }

  /** @param answer null takes it back */
  give(questionId: string, answer: Answer | null): void {
    if (this.status.value !== "open") return;
    const { [questionId]: _, ...others } = this.answers.value;
    this.answers.value = answer === null ? others : { ...others, [questionId]: answer };
    const { [questionId]: __, ...readings } = this.readings.value;
    this.readings.value = readings;
    this.#changed(PAUSE);
  }

  #changed(delay: number) {
    if (this.sheet.value !== null) this.kept.set(draftOf(this.sheet.value), this.answers.value);
    this.#version += 1;
    this.saved.value = "unsaved";
    this.#plan(delay);
  }

  /** Hand in; after the deadline what was saved is graded. A number that cannot be read comes back first. */
  async submit(): Promise<void> {
    const sheet = this.sheet.value;
    if (this.status.value !== "open" || sheet === null) return;
    clearTimeout(this.#timer);
    this.status.value = "handing-in";
    try {
      await this.#saving;
      // A save that failed meanwhile has planned another: this request carries everything.
      clearTimeout(this.#timer);
      this.result.value = await this.requests.submitAttempt(this.quizId, sheet.id, this.answers.value);
    } catch (error) {
      this.status.value = "open";
      if (this.#leaveOut(this.answers.value, error)) this.saved.value = "unsaved";
      if (this.saved.value === "unsaved") this.#plan(RETRY);
      throw error;
    }
    this.stop();
    this.kept.delete(draftOf(sheet));
    this.saved.value = "saved";
    this.status.value = "done";
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#end);
  }

  /** Save now, for a page that is about to go. */
  flush(): void {
    if (this.status.value !== "open" || this.saved.value !== "unsaved") return;
    clearTimeout(this.#timer);
    this.#saveNow();
  }

  /** For a page that is left: what was not saved is sent on its way. */
  readonly leaving = (): boolean => {
    this.flush();
    return true;
  };

  #plan(delay: number) {
    clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = setTimeout(() => this.#saveNow(), delay);
  }

  #saveNow() {
    this.#saving ??= this.#save().finally(() => (this.#saving = null));
  }

  async #save() {
    const sheet = this.sheet.value;
    if (sheet === null) return;
    const version = this.#version;
    const sent = this.answers.value;
    this.saved.value = "saving";
    try {
      const { numbers } = await this.requests.saveAttempt(this.quizId, sheet.id, sent);
      this.#read(sent, numbers);
      this.saved.value = version === this.#version ? "saved" : "unsaved";
      if (version === this.#version) this.kept.delete(draftOf(sheet));
    } catch (error) {
      this.saved.value = "unsaved";
      const { temporary = false, retryAfter = 0 } = error as { temporary?: boolean; retryAfter?: number };
      if (this.#leaveOut(sent, error)) this.#plan(0);
      else if (temporary) this.#plan(Math.max(RETRY, retryAfter * 1000));
      else this.onRefused(error);
    }
    if (version !== this.#version) this.#plan(PAUSE);
  }

  /** Show readings of the answers that still are what was sent. */
  #read(sent: Answers, readings: Record<string, Reading>): string[] {
    const current = Object.keys(readings).filter((id) => this.answers.value[id] === sent[id]);
    const news = Object.fromEntries(current.map((id) => [id, readings[id] as Reading]));
    this.readings.value = { ...this.readings.value, ...news };
    return current;
  }

  /** Mark the numbers that were refused, and keep them from holding up the other answers. */
  #leaveOut(sent: Answers, error: unknown): boolean {
    const { errors = [] } = error as Partial<Pick<ApiError, "errors">>;
    const refused = errors.map(({ field }) => field.replace(/^answers\./, "")).filter((id) => sent[id]?.written != null);
    const unclear = new Set(this.#read(sent, Object.fromEntries(refused.map((id) => [id, null]))));
    this.answers.value = Object.fromEntries(Object.entries(this.answers.value).filter(([id]) => !unclear.has(id)));
    return refused.length > 0;
  }

  async #timeIsUp() {
    try {
      await this.submit();
    } catch {
      // The server grades what was saved in any case; the result is read when it can be.
      if (!this.#stopped) this.#end = setTimeout(() => void this.#timeIsUp(), RETRY);
    }
  }
}

const draftOf = ({ id }: AttemptSheet) => `attempt:${id}`;

/** The answers as they are sent: the server names every field, and takes exactly the one that is given. */
function bareAnswers(answers: AttemptSheet["answers"]): Answers {
  const bare = (answer: object) => Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== null));
  return Object.fromEntries(Object.entries(answers).map(([id, answer]) => [id, bare(answer) as Answer]));
}
