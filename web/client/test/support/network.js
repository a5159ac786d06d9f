/** A fetch whose answers a test gives by hand. */

const encoder = new TextEncoder();

/** One request and the means to answer it. */
export class Call {
  /** @type {(response: Response) => void} */
  #resolve = () => {};
  /** @type {(error: unknown) => void} */
  #reject = () => {};
  /** @type {ReadableStreamDefaultController<Uint8Array> | null} */
  #body = null;

  /**
   * @param {string | Request} input
   * @param {RequestInit} init
   */
  constructor(input, init) {
    const given = input instanceof Request ? input : { url: input, ...init };
    this.url = new URL(given.url, "http://app.test");
    this.method = given.method ?? "GET";
    this.headers = new Headers(given.headers);
    this.text = /** @type {string | undefined} */ (init.body);
    this.aborted = false;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const signal = /** @type {AbortSignal} */ (init.signal);
    signal.addEventListener("abort", () => this.#abort(signal.reason));
  }

  /**
   * @param {number} status
   * @param {unknown} [body]
   * @param {Record<string, string>} [headers]
   */
  answer(status, body, headers = {}) {
    const text = body === undefined ? null : JSON.stringify(body);
    const type = status < 400 ? "application/json" : "application/problem+json";
    this.#resolve(new Response(text, { status, headers: { "Content-Type": type, ...headers } }));
  }

  /** Begin a stream. */
  open() {
    const body = new ReadableStream({ start: (controller) => void (this.#body = controller) });
    const headers = { "Content-Type": "text/event-stream; charset=utf-8" };
    this.#resolve(new Response(body, { headers }));
    return this;
  }

  /** @param {string} text */
  write(text) {
    this.#body?.enqueue(encoder.encode(text));
  }

  /** @param {object} envelope */
  send(envelope) {
    this.write(`data: ${JSON.stringify(envelope)}\n\n`);
  }

  end() {
    this.#body?.close();
  }

  fail(error = new TypeError("network down")) {
    if (this.#body === null) this.#reject(error);
    else this.#body.error(error);
  }

  /** @param {unknown} reason */
  #abort(reason) {
    this.aborted = true;
    this.#reject(reason);
    try {
      this.#body?.error(reason);
    } catch {
      // The stream had ended before.
    }
  }
}

export class Network {
  /** @type {Call[]} */
  calls = [];

  /** @type {any} */
  fetch = (/** @type {string | Request} */ url, /** @type {RequestInit} */ init) => {
    const call = new Call(url, init);
    this.calls.push(call);
    return call.promise;
  };

  /** The newest request. */
  get last() {
    return this.calls[this.calls.length - 1];
  }

  /**
   * The requests to a path.
   *
   * @param {string} path
   */
  to(path) {
    return this.calls.filter((call) => call.url.pathname === path);
  }
}
