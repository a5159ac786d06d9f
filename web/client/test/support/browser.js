/** A browser with tabs: locks and channels between them, and tabs that freeze. */

import { RealtimeClient } from "../../realtime/client.js";
import { FakeClock, settled } from "./clock.js";
import { LiveRelay } from "./live-relay.js";
import { POLL, STREAM } from "./world.js";

/** What a tab would do while it is frozen happens when it thaws. */
class Ice {
  frozen = false;
  /** @type {(() => void)[]} */
  #later = [];

  /** @param {() => void} act */
  run(act) {
    if (this.frozen) this.#later.push(act);
    else act();
  }

  thaw() {
    this.frozen = false;
    for (const act of this.#later.splice(0)) act();
  }
}

/** Locks as navigator.locks grants them: exclusive, in turn, and by force. */
class Locks {
  /** @type {Map<string, {holder: any, queue: any[]}>} */
  #all = new Map();

  /** What one tab sees. @param {Ice} ice */
  for(ice) {
    return {
      request: (/** @type {string} */ name, /** @type {any} */ options, /** @type {any} */ grant) =>
        new Promise((resolve, reject) => {
          const lock = this.#all.get(name) ?? { holder: null, queue: [] };
          this.#all.set(name, lock);
          /** @type {any} */
          const request = { grant, ice };
          request.resolve = () => ice.run(() => resolve(undefined));
          request.reject = () =>
            ice.run(() => reject(new DOMException("lost", "AbortError")));
          options.signal?.addEventListener("abort", () => {
            const at = lock.queue.indexOf(request);
            if (at < 0) return;
            lock.queue.splice(at, 1);
            request.reject();
          });
          if (options.steal) {
            lock.holder?.reject();
            lock.holder = null;
            lock.queue.unshift(request);
          } else lock.queue.push(request);
          this.#next(lock);
        }),
    };
  }

  /** @param {{holder: any, queue: any[]}} lock */
  #next(lock) {
    if (lock.holder !== null || lock.queue.length === 0) return;
    const request = (lock.holder = lock.queue.shift());
    queueMicrotask(() =>
      request.ice.run(async () => {
        await request.grant();
        request.resolve();
        if (lock.holder !== request) return;
        lock.holder = null;
        this.#next(lock);
      }),
    );
  }
}

/** Channels that copy what is said, deliver it later, and keep the order. */
class Channels {
  /** @type {Set<any>} */
  #open = new Set();
  said = 0;

  /** @param {Ice} ice */
  for(ice) {
    return (/** @type {string} */ name) => {
      /** @type {any} */
      const channel = {
        name,
        onmessage: () => {},
        close: () => this.#open.delete(channel),
        postMessage: (/** @type {any} */ message) => {
          this.said += 1;
          const data = structuredClone(message);
          const others = [...this.#open].filter((one) => one !== channel && one.name === name);
          for (const other of others) {
            const deliver = () => this.#open.has(other) && other.onmessage({ data });
            queueMicrotask(() => other.ice.run(deliver));
          }
        },
        ice,
      };
      this.#open.add(channel);
      return channel;
    };
  }
}

export class Tab {
  ice = new Ice();
  /** @type {string[]} */
  states = [];
  /** Positions of the events that came, by channel. @type {Map<string, number[]>} */
  seen = new Map();
  /** The ids of all events, in order. @type {string[]} */
  ids = [];
  /** @type {any[]} */
  joined = [];
  /** @type {any[]} */
  resyncs = [];
  /** Where each channel began for the application. @type {Map<string, number>} */
  began = new Map();
  closed = false;

  /**
   * @param {Browser} browser
   * @param {object} options
   */
  constructor(browser, options) {
    this.browser = browser;
    const { clock, locks, channels, relay } = browser;
    this.document = Object.assign(new EventTarget(), { visibilityState: "visible" });
    this.window = new EventTarget();
    this.client = new RealtimeClient({
      share: "t.me",
      clock: {
        now: clock.now,
        setTimeout: (callback, wait) => clock.setTimeout(() => this.ice.run(callback), wait),
        clearTimeout: /** @type {any} */ (clock.clearTimeout),
      },
      fetch: relay.fetchFor(this.ice),
      random: browser.random,
      pollUrl: POLL,
      pollWait: 0,
      tokenProvider: () => `token-${browser.tabs.indexOf(this)}`,
      surroundings: {
        window: this.window,
        document: this.document,
        locks: locks.for(this.ice),
        channel: channels.for(this.ice),
      },
      ...options,
    });
    const listen = (/** @type {string} */ name, /** @type {(detail: any) => void} */ act) =>
      this.client.addEventListener(name, (e) => act(/** @type {any} */ (e).detail));
    listen("state", ({ state }) => this.states.push(state));
    listen("joined", (detail) => {
      this.joined.push(detail);
      for (const channel of detail.added) {
        // The application reads the state now, and needs whatever comes after it.
        this.began.set(channel, relay.head(channel));
        this.seen.set(channel, []);
      }
    });
    listen("resync", (detail) => this.resyncs.push(detail));
    this.client.subscribe("post:*", ({ id, channel, seq }) => {
      this.ids.push(id);
      const seen = this.seen.get(channel) ?? [];
      this.seen.set(channel, [...seen, /** @type {number} */ (seq)]);
    });
    this.client.connect(STREAM);
  }

  /** @param {string[]} channels */
  watch(channels) {
    const dropped = (/** @type {string} */ channel) =>
      channel.startsWith("post:") && !channels.includes(channel);
    for (const channel of this.began.keys()) if (dropped(channel)) this.began.delete(channel);
    this.client.setChannels(channels);
  }

  get role() {
    return this.client.getStats().role;
  }

  freeze() {
    this.ice.frozen = true;
  }

  async thaw() {
    this.browser.relay.thaw(this.ice);
    this.ice.thaw();
    this.browser.relay.thaw(this.ice);
    await settled();
  }

  /** The tab is closed as a person closes it. */
  close() {
    this.closed = true;
    this.window.dispatchEvent(new Event("pagehide"));
  }

  /** @param {"visible" | "hidden"} state */
  show(state) {
    this.document.visibilityState = state;
    this.document.dispatchEvent(new Event("visibilitychange"));
  }
}

export class Browser {
  clock = new FakeClock();
  relay = new LiveRelay();
  locks = new Locks();
  channels = new Channels();
  /** @type {Tab[]} */
  tabs = [];

  /** @param {() => number} [random] */
  constructor(random = () => 0.5) {
    this.random = random;
  }

  /** @param {object} [options] */
  async open(options = {}) {
    const tab = new Tab(this, options);
    this.tabs.push(tab);
    await this.pass(200);
    return tab;
  }

  /** @param {number} milliseconds */
  async pass(milliseconds) {
    await this.clock.advance(milliseconds);
    await settled();
  }

  get leaders() {
    return this.tabs.filter((tab) => !tab.closed && tab.role === "leader");
  }
}
