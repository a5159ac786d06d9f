import { computed, signal } from "@preact/signals";
import { ApiError } from "@stunity/client";

import { type Database, type Waiting, database } from "./store";

/** What of a text the one who writes it knows. */
export type Written = Pick<Waiting, "id" | "kind" | "body"> & { target?: string | null };

const FIRST_PAUSE = 5000;
const LONGEST_PAUSE = 60_000;

/**
 * What one account wrote and the server does not have yet, in the order in which it was written.
 *
 * It lies on the device until the server has it. One tab sends at a time, one text after the other;
 * each carries an id for good, so one whose answer was lost is created once. What the server refuses
 * stays here with its reason and holds up nobody else.
 */
export class Outbox {
  readonly #all = signal<readonly Waiting[]>([]);
  readonly all = computed(() => this.#all.value);
  readonly waiting = computed(() => this.#all.value.filter(({ state }) => state === "waiting"));
  #pause = FIRST_PAUSE;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | null = null;
  #again = false;
  #stopped = false;
  #others: BroadcastChannel;
  /** Where the browser has no store, it lasts as long as the page. */
  #memory: Waiting[] = [];

  constructor(
    readonly account: string,
    private readonly send: (waiting: Waiting) => Promise<void>,
    private readonly store: () => Promise<Database | null> = database,
    private readonly locks: Pick<LockManager, "request"> | null = navigator.locks ?? null,
  ) {
    this.#others = new BroadcastChannel(`stunity.outbox ${account}`);
    this.#others.onmessage = () => void this.#read();
  }

  /** Show what is there, and send it. */
  async start(): Promise<void> {
    window.addEventListener("online", this.#now);
    await this.#read();
    this.flush();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    window.removeEventListener("online", this.#now);
    this.#others.close();
  }

  /**
   * Send a text at once; where others wait before it, or nothing is reached, keep it.
   *
   * @returns what the server made of it, or null where it waits
   */
  async sendOrKeep<Made>(written: Written, send: () => Promise<Made>): Promise<Made | null> {
    if (this.waiting.value.length === 0 && navigator.onLine) {
      try {
        return await send();
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 0) throw error;
      }
    }
    await this.add(written);
    return null;
  }

  /** Keep a text and send it when its turn comes. */
  async add(written: Written): Promise<void> {
    const row: Waiting = {
      target: null,
      ...written,
      account: this.account,
      writtenAt: Date.now(),
      state: "waiting",
      reason: null,
    };
    const db = await this.store();
    if (db === null) this.#memory.push({ ...row, seq: Date.now() + this.#memory.length / 1000 });
    else if ((await this.#rows()).every(({ id }) => id !== row.id)) await db.add("outbox", row);
    await this.#changed();
    this.flush();
  }

  /** Try again what was refused. */
  async retry(id: string): Promise<void> {
    await this.#change(id, { state: "waiting", reason: null });
    this.flush();
  }

  /** Forget a text without sending it. */
  async discard(id: string): Promise<void> {
    await this.#remove(id);
  }

  /** Send what waits, as soon as somebody else is done with it. */
  flush(): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#again = true;
    this.#sending ??= this.#turn().finally(() => void (this.#sending = null));
  }

  #now = () => {
    this.#pause = FIRST_PAUSE;
    this.flush();
  };

  async #turn() {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      // Where tabs cannot agree, the server still creates each text once.
      if (this.locks === null) await this.#sendAll();
      else await this.locks.request(`stunity.outbox ${this.account}`, () => this.#sendAll());
    }
  }

  async #sendAll() {
    for (const row of await this.#rows()) {
      if (this.#stopped) return;
      if (row.state !== "waiting") continue;
      try {
        await this.send(row);
        await this.#remove(row.id);
        this.#pause = FIRST_PAUSE;
      } catch (error) {
        if (waits(error)) return this.#later(error);
        const reason = error instanceof ApiError ? (error.detail ?? error.title) : String(error);
        await this.#change(row.id, { state: "refused", reason });
      }
    }
  }

  #later(error: unknown) {
    const asked = error instanceof ApiError ? error.retryAfter * 1000 : 0;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), Math.max(this.#pause, asked));
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  async #rows(): Promise<Waiting[]> {
    const db = await this.store();
    if (db === null) return [...this.#memory];
    const rows = await db.getAllFromIndex("outbox", "account", this.account);
    return rows.sort((one, other) => (one.seq as number) - (other.seq as number));
  }

  async #change(id: string, fields: Partial<Waiting>) {
    const db = await this.store();
    const row = (await this.#rows()).find((one) => one.id === id);
    if (row === undefined) return;
    if (db === null) this.#memory = this.#memory.map((one) => (one.id === id ? { ...one, ...fields } : one));
    else await db.put("outbox", { ...row, ...fields });
    await this.#changed();
  }

  async #remove(id: string) {
    const db = await this.store();
    const row = (await this.#rows()).find((one) => one.id === id);
    if (row === undefined) return;
    if (db === null) this.#memory = this.#memory.filter((one) => one.id !== id);
    else await db.delete("outbox", row.seq as number);
    await this.#changed();
  }

  async #changed() {
    await this.#read();
    if (!this.#stopped) this.#others.postMessage(null);
  }

  async #read() {
    this.#all.value = await this.#rows();
  }
}

/** Whether a text waits for better times, because of the network, the session or the pace. */
export function waits(error: unknown): boolean {
  // Code that is not here yet comes with the network as well.
  if (!(error instanceof ApiError)) return error instanceof TypeError;
  return error.temporary || error.status === 401;
}

/** Whether the server has the text already: it was created under its id, and is gone since. */
export function wasSent(error: unknown): boolean {
  return error instanceof ApiError && error.code === "client_id_used";
}
