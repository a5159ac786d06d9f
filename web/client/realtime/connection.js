import { withQuery } from "./address.js";
import { Attempt } from "./attempt.js";
import { Patience } from "./backoff.js";
import { Joining } from "./joining.js";
import { Event, State, transition } from "./machine.js";
import { Poller } from "./poller.js";
import { Receiver } from "./receiver.js";
import { Renewal } from "./renewal.js";
import { newStats } from "./stats.js";
import { observe } from "./surroundings.js";
import { Timers } from "./timers.js";

/** Timers that belong to a state and end with it. */
const STATE_TIMERS = ["retry", "probe"];

/**
 * Keeps one person's events flowing: drives the state machine with streams, polls, tokens and time.
 * Whatever shares one stream among several tabs can stand in its place with the same methods.
 */
export class Connection {
  #url;
  #settings;
  #sink;
  #timers;
  #receiver;
  #poller;
  #renewal;
  #joining;
  #patience;
  #stopObserving;
  /** @type {import("./machine.js").StateName} */
  #state = State.DISCONNECTED;
  /** @type {Attempt | null} */
  #attempt = null;
  /** @type {string[]} */
  #channels;
  #fallback;
  #refused = false;

  /**
   * @param {string} url
   * @param {import("./options.js").Settings} settings
   * @param {import("./receiver.js").Sink} sink
   * @param {{stats?: import("./stats.js").Stats, receiver?: Receiver}} [given] those of a reader
   *   who was connected in another way before
   */
  constructor(url, settings, sink, { stats = newStats(), receiver } = {}) {
    this.#url = url;
    this.#settings = settings;
    this.#sink = sink;
    this.#channels = [...new Set(settings.channels)];
    this.#fallback = settings.enablePollingFallback;
    this.#timers = new Timers(settings.clock);
    this.#patience = new Patience(settings);
    this.stats = stats;
    this.#receiver = receiver ?? new Receiver(sink, stats, settings.clock, settings.start);
    this.#poller = new Poller(settings, {
      question: () => ({ channels: this.#channels, after: this.#receiver.cursor }),
      onPage: (page) => this.#receiver.page(page),
      onError: (error) => this.#receiver.pageFailed(error),
      onRefused: () => this.#refuse(),
    });
    this.#renewal = new Renewal(settings, {
      renewed: () => this.#move("token"),
      refused: () => this.#refuse(),
    });
    this.#joining = new Joining(settings, this.#timers, () => this.#move("channels"));
    this.#stopObserving = observe(settings.surroundings, {
      online: () => this.#online(),
      offline: () => this.#move("offline"),
      visible: () => this.#visible(),
      hidden: () => this.#hidden(),
      left: () => this.#left(),
      back: () => this.#back(),
    });
  }

  get state() {
    return this.#state;
  }

  /** Whether the session is over, so that nothing but reconnect() tries again. */
  get refused() {
    return this.#refused;
  }

  connect() {
    this.#dispatch(Event.CONNECT, { reason: "connect" });
  }

  /** End it for good: a new connection is a new object. */
  disconnect() {
    this.#stopObserving();
    this.#dispatch(Event.DISCONNECT, { reason: "disconnect" });
  }

  reconnect() {
    this.#dispatch(Event.RECONNECT, { reason: "reconnect" });
  }

  /** @param {boolean} enabled */
  setPollingFallback(enabled) {
    this.#fallback = enabled;
    const event = enabled ? Event.FALLBACK : Event.FALLBACK_OFF;
    if (!enabled || (this.#canPoll && !this.#refused)) this.#dispatch(event, { reason: event });
  }

  /** @param {string[]} channels */
  setChannels(channels) {
    const wanted = new Set(channels);
    for (const channel of this.#channels.filter((one) => !wanted.has(one))) {
      // The stream goes on with it, but from here on nobody keeps its place.
      this.#receiver.forget([channel]);
      this.#attempt?.channels.delete(channel);
    }
    this.#channels = [...wanted];
    this.#joinLater();
  }

  get #canPoll() {
    return this.#fallback && this.#settings.pollUrl !== null;
  }

  /**
   * @param {import("./machine.js").EventName} event
   * @param {{reason: string, delay?: number, keep?: boolean}} detail `delay` until the next
   *   attempt; `keep` lets the stream flow until then
   */
  #dispatch(event, { reason, delay = 0, keep = false }) {
    const previous = this.#state;
    const state = transition(previous, event);
    if (state === undefined) return;
    this.#state = state;
    this.#refused = event === Event.REFUSED;
    this.#rest();
    if (state !== State.CONNECTED && !keep) this.#closeAttempt();
    this.#enter(state, event, delay);
    this.stats.reconnectAttempts = this.#patience.failures;
    const retryAt = delay > 0 ? this.#settings.clock.now() + delay : null;
    this.#sink.state({ state, previous, reason, failures: this.#patience.failures, retryAt });
    // Only after the failure was told, and unless a listener has decided otherwise.
    if (event === Event.EXHAUSTED && this.#state === State.FAILED && this.#canPoll) {
      this.#dispatch(Event.FALLBACK, { reason: "fallback" });
    }
  }

  /** End what belongs to the state before. */
  #rest() {
    this.#timers.clear(...STATE_TIMERS);
    this.#poller.stop();
    this.#renewal.stop();
  }

  /**
   * @param {import("./machine.js").StateName} state
   * @param {import("./machine.js").EventName} event
   * @param {number} delay
   */
  #enter(state, event, delay) {
    if (state === State.CONNECTING || state === State.CONNECTED) this.#patience.renew();
    if (state === State.CONNECTED) {
      this.#renewal.start(this.#attempt?.expiresAt ?? null);
    } else if (state === State.RECONNECTING && delay > 0) {
      this.#timers.set("retry", delay, () => this.#try());
    } else if (state === State.CONNECTING || state === State.RECONNECTING) {
      this.#try();
    } else if (event === Event.BACKGROUND) {
      this.#poller.start(this.#settings.backgroundPollMs);
    } else if (state === State.POLLING) {
      this.#poller.start(this.#settings.pollingInterval, this.#settings.pollWait);
      this.#probeLater();
    } else if (state === State.DISCONNECTED) {
      this.#timers.clearAll();
    }
  }

  // Attempts to stream.

  #try() {
    this.#closeAttempt();
    this.stats.attempts += 1;
    const attempt = new Attempt({
      settings: this.#settings,
      url: withQuery(this.#url, { channels: this.#channels.join(",") }),
      cursor: this.#receiver.cursor,
      channels: this.#channels,
      onMessage: (text) => this.#message(attempt, text),
      onBytes: (bytes) => {
        this.stats.bytes += bytes;
        this.stats.lastByteAt = this.#settings.clock.now();
      },
      onLost: (reason, retryAfter) => this.#lost(attempt, reason, retryAfter),
      onRefused: (reason) => this.#refuse(reason),
    });
    this.#attempt = attempt;
  }

  #closeAttempt() {
    this.#attempt?.close();
    this.#attempt = null;
  }

  /**
   * @param {Attempt} attempt
   * @param {string} text
   */
  #message(attempt, text) {
    const outcome = this.#receiver.message(text);
    if (outcome.kind === "opened") {
      attempt.opened = true;
      attempt.connectionId = outcome.connectionId;
      this.stats.connects += 1;
      this.stats.connectedAt = this.#settings.clock.now();
      this.#dispatch(Event.OPEN, { reason: "connected" });
      if (this.#attempt === attempt) this.#sink.joined(outcome.joined);
      this.#joinLater();
      if (this.#settings.surroundings.document?.visibilityState === "hidden") this.#hidden();
    } else if (outcome.kind === "carries") {
      this.#joining.confirmed(attempt, outcome.joined);
      this.#sink.joined(outcome.joined);
      this.#joinLater();
    } else if (outcome.kind === "gap") {
      this.#dispatch(Event.FAIL, { reason: "gap", delay: this.#patience.nextDelay() });
    } else if (outcome.kind === "move") {
      this.#moveAsTold(outcome);
    }
  }

  /** @param {{reason: string, afterMs: number}} wish */
  #moveAsTold({ reason, afterMs }) {
    const { clock, reconnectDelay } = this.#settings;
    const age = clock.now() - (this.stats.connectedAt ?? 0);
    // A server that sends everybody away at once must not be asked in a tight loop.
    const delay = age < reconnectDelay ? Math.max(afterMs, this.#patience.nextDelay()) : afterMs;
    this.#dispatch(Event.MOVE, { reason, delay, keep: delay > 0 });
  }

  #refuse(reason = "unauthorized") {
    this.#dispatch(Event.REFUSED, { reason });
  }

  /**
   * @param {Attempt} attempt
   * @param {string} reason
   * @param {number} retryAfter
   */
  #lost(attempt, reason, retryAfter) {
    // An end that the server announced, and the way back is planned already.
    if (attempt.opened && this.#timers.has("retry")) return;
    if (!attempt.opened) {
      this.#patience.failures += 1;
      this.stats.failures += 1;
    }
    if (this.#state === State.POLLING) {
      this.#probeLater();
    } else if (this.#patience.exhausted) {
      this.#dispatch(Event.EXHAUSTED, { reason });
    } else {
      const delay = Math.max(this.#patience.nextDelay(), retryAfter);
      this.#dispatch(Event.FAIL, { reason, delay });
    }
  }

  #probeLater() {
    this.#timers.set("probe", this.#settings.probeInterval, () => this.#try());
  }

  #joinLater() {
    this.#joining.look(this.#attempt, () => this.#channels);
  }

  /** Replace an open stream at once. @param {string} reason */
  #move(reason) {
    if (this.#state === State.CONNECTED) this.#dispatch(Event.MOVE, { reason });
  }

  // What happens around the page.

  #online() {
    const gaveUp = this.#state === State.POLLING || this.#state === State.FAILED;
    const waits = gaveUp || this.#timers.has("retry");
    if (waits && !this.#refused) this.#dispatch(Event.RECONNECT, { reason: "online" });
  }

  #visible() {
    const { pollInBackground, heartbeatTimeout, clock } = this.#settings;
    if (this.#state === State.CONNECTED) {
      // Timers stand still while a computer sleeps, so the watch may not have fired yet.
      if (clock.now() - (this.stats.lastByteAt ?? 0) > heartbeatTimeout) this.#move("silent");
    } else if (pollInBackground) {
      this.#dispatch(Event.FOREGROUND, { reason: "foreground" });
    } else if (this.#state === State.POLLING) {
      this.#try();
    }
  }

  /** A page that is kept for the way back must not keep a connection of the browser's few. */
  #left() {
    this.#closeAttempt();
    this.#rest();
  }

  #back() {
    if (!this.#refused) this.#dispatch(Event.RECONNECT, { reason: "back" });
  }

  #hidden() {
    const wanted = this.#settings.pollInBackground && this.#canPoll;
    if (wanted) this.#dispatch(Event.BACKGROUND, { reason: "background" });
  }
}
