import { SseParser } from "./sse.js";

/**
 * One attempt to read a stream: a fetch with an Authorization header, parsed as it arrives.
 *
 * Why not EventSource: it cannot send headers, so a token would stand in the address and in every
 * log on the way, and it hides the status of a refusal.
 */

/**
 * How a stream ended. `retryAfter` is in milliseconds.
 *
 * @typedef {{kind: "eof"} | {kind: "silent"} | {kind: "network", error: unknown}
 *   | {kind: "status", status: number, retryAfter: number}} StreamEnd
 */

/**
 * @typedef {object} StreamOptions
 * @property {string} url
 * @property {Record<string, string>} headers
 * @property {typeof fetch} fetch
 * @property {import("./options.js").Clock} clock
 * @property {number} openTimeout milliseconds until the first message
 * @property {number} silenceTimeout milliseconds without a byte after that
 * @property {(data: string) => void} onMessage
 * @property {(id: string) => void} onId
 * @property {(bytes: number) => void} onBytes
 * @property {(end: StreamEnd) => void} onEnd called once, never after close()
 */

export class Stream {
  #options;
  #abort = new AbortController();
  #done = false;
  /** @type {unknown} */
  #timer;

  /** @param {StreamOptions} options */
  constructor(options) {
    this.#options = options;
    this.#watch(options.openTimeout);
    void this.#run();
  }

  /** Stop reading; nothing is reported any more. */
  close() {
    if (this.#done) return;
    this.#done = true;
    this.#options.clock.clearTimeout(this.#timer);
    this.#abort.abort();
  }

  async #run() {
    const { url, headers, fetch } = this.#options;
    try {
      const response = await fetch(url, {
        headers: { Accept: "text/event-stream", ...headers },
        signal: this.#abort.signal,
        cache: "no-store",
        credentials: "omit",
      });
      if (!isStream(response)) {
        await response.body?.cancel();
        this.#end({ kind: "status", status: response.status, retryAfter: retryAfter(response) });
        return;
      }
      await this.#read(/** @type {ReadableStream<Uint8Array>} */ (response.body));
      this.#end({ kind: "eof" });
    } catch (error) {
      this.#end({ kind: "network", error });
    }
  }

  /** @param {ReadableStream<Uint8Array>} body */
  async #read(body) {
    const { onMessage, onId, onBytes, silenceTimeout } = this.#options;
    const parser = new SseParser({
      // A handler may close this stream while the parser still holds messages of the same piece.
      onMessage: ({ data }) => this.#done || onMessage(data),
      onId: (id) => this.#done || onId(id),
    });
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.#done) return;
      this.#watch(silenceTimeout);
      onBytes(value.byteLength);
      parser.push(value);
    }
  }

  /** @param {number} milliseconds */
  #watch(milliseconds) {
    const { clock } = this.#options;
    clock.clearTimeout(this.#timer);
    this.#timer = clock.setTimeout(() => this.#end({ kind: "silent" }), milliseconds);
  }

  /** @param {StreamEnd} end */
  #end(end) {
    if (this.#done) return;
    this.close();
    this.#options.onEnd(end);
  }
}

/** @param {Response} response */
function isStream(response) {
  const type = response.headers.get("Content-Type") ?? "";
  return response.status === 200 && response.body !== null && type.startsWith("text/event-stream");
}

/**
 * The server's wish in milliseconds, 0 where it has none. Dates are not read: ours are seconds.
 *
 * @param {Response} response
 */
export function retryAfter(response) {
  const seconds = Number(response.headers.get("Retry-After") ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}
