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
/** Answers that the server does not have yet, by question; null where one was taken back. */
interface Unsaved {
  attempt: string;
  answers: Record<string, Answer | null>;
}
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
    private readonly drafts: Pick<Drafts, "get" | "set" | "delete">,
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
    const { attempt, answers: unsaved } = this.#unsaved;
    const goesOn = attempt === sheet.id;
    if (!goesOn) this.#keep({});
    // What was answered at another device meanwhile stays, but for the same question.
    const answers = goesOn ? given({ ...bareAnswers(sheet.answers), ...unsaved }) : bareAnswers(sheet.answers);
    this.sheet.value = { ...sheet, answers: answers as AttemptSheet["answers"] };
    this.answers.value = answers;
    this.status.value = "open";
    if (goesOn) this.#changed(0, unsaved);
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
    this.#changed(PAUSE, { [questionId]: answer });
  }

  #changed(delay: number, answers: Unsaved["answers"]) {
    this.#keep({ ...this.#unsaved.answers, ...answers });
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
    this.#keep({});
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
      this.#settle((id, answer) => answer === (sent[id] ?? null));
    } catch (error) {
      this.saved.value = "unsaved";
      const { temporary = false, retryAfter = 0 } = error as { temporary?: boolean; retryAfter?: number };
      if (this.#leaveOut(sent, error)) this.#plan(0);
      else if (temporary) this.#plan(Math.max(RETRY, retryAfter * 1000));
      else this.#refuse(error);
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
    this.#settle((id) => unclear.has(id));
    return refused.length > 0;
  }

  /** Tell that answers will never be saved. Whoever has to sign in first may go on with them. */
  #refuse(error: unknown) {
    if ((error as Partial<ApiError>).status !== 401) this.#keep({});
    this.onRefused(error);
  }

  get #unsaved(): Unsaved {
    return this.drafts.get<Unsaved>(this.#draft) ?? { attempt: "", answers: {} };
  }

  get #draft() {
    return `attempt:${this.quizId}`;
  }

  #keep(answers: Unsaved["answers"]) {
    if (Object.keys(answers).length === 0) this.drafts.delete(this.#draft);
    else this.drafts.set(this.#draft, { attempt: this.sheet.value?.id ?? "", answers });
  }

  /** Forget those that the server has, or will never take. */
  #settle(done: (id: string, answer: Answer | null) => boolean) {
    const left = Object.entries(this.#unsaved.answers).filter(([id, answer]) => !done(id, answer));
    this.#keep(Object.fromEntries(left));
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

const given = (answers: Unsaved["answers"]) =>
  Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== null)) as Answers;

/** The answers as they are sent: the server names every field, and takes exactly the one that is given. */
function bareAnswers(answers: AttemptSheet["answers"]): Answers {
  const bare = (answer: object) => Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== null));
  return Object.fromEntries(Object.entries(answers).map(([id, answer]) => [id, bare(answer) as Answer]));
}
