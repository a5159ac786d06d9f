import type { Sources } from "./sources";
import type { Channel, Stream } from "./stream";

export interface Helper extends EventTarget {
  stop(): void;
}

/** How a helper of the SDK begins. */
export interface Plan<Kind extends Helper> {
  make: () => Kind;
  /** Take over what the API says; left out where there is nothing to begin with. */
  load?: (helper: Kind) => Promise<void>;
  /** Channels whose holes make the API's word newer than the helper's. */
  stale?: (channel: Channel) => boolean;
  begin?: (helper: Kind) => void;
}

/**
 * A helper of the SDK that lives while a component uses it, one for all of them: two lists of
 * notifications read the API once.
 */
export class Shared<Kind extends Helper> {
  helper: Kind | null = null;
  loading = false;
  error: unknown = null;
  #version = 0;
  #listeners = new Set<() => void>();
  #leave: (() => void) | null = null;
  #again = false;

  constructor(
    private readonly stream: Stream,
    private readonly plan: Plan<Kind>,
  ) {}

  /** For useSyncExternalStore. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#start();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop();
    };
  };

  /** For useSyncExternalStore: changes with everything that can be seen. */
  readonly snapshot = (): number => this.#version;

  /** Ask the API again. One question at a time; whoever asks meanwhile gets one after it. */
  readonly load = async (): Promise<void> => {
    const { helper } = this;
    if (helper === null || this.plan.load === undefined) return;
    if (this.loading) {
      this.#again = true;
      return;
    }
    this.loading = true;
    this.#changed();
    try {
      await this.plan.load(helper);
      this.error = null;
    } catch (error) {
      this.error = error;
    }
    if (this.helper !== helper) return;
    this.loading = false;
    this.#changed();
    if (this.#again) {
      this.#again = false;
      await this.load();
    }
  };

  #start() {
    const helper = this.plan.make();
    this.helper = helper;
    const changed = () => this.#changed();
    helper.addEventListener("change", changed);
    const unstale = this.stream.onStale((channels) => {
      if (channels.some((channel) => this.plan.stale?.(channel) === true)) void this.load();
    });
    this.#leave = () => {
      helper.removeEventListener("change", changed);
      unstale();
      helper.stop();
    };
    this.plan.begin?.(helper);
    void this.load();
  }

  #stop() {
    this.#leave?.();
    this.#leave = null;
    this.helper = null;
    this.loading = false;
    this.#again = false;
    this.error = null;
  }

  #changed() {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}

/** What all hooks below one provider share: each helper is made when a hook first wants it. */
export class Hub {
  #shared = new Map<unknown, unknown>();

  constructor(
    readonly stream: Stream,
    readonly sources: Sources,
  ) {}

  /** The one of this kind. */
  of<Kind extends Helper>(plan: (hub: Hub) => Plan<Kind>): Shared<Kind> {
    const known = this.#shared.get(plan) as Shared<Kind> | undefined;
    if (known !== undefined) return known;
    const made = new Shared(this.stream, plan(this));
    this.#shared.set(plan, made);
    return made;
  }
}
