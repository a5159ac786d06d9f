import { SseParser } from "./sse.js";
import { Watch } from "./transport.js";

/**
 * A fetch with an Authorization header, parsed as it arrives: the token stays out of the address
 * and of every log on the way, and a refusal shows its status.
 *
 * @type {import("./transport.js").Transport}
 */
export const fetchTransport = Object.freeze({ name: "fetch", tellsStatus: true, open });

/** @param {import("./transport.js").TransportRequest} request */
function open(request) {
  const abort = new AbortController();
  const watch = new Watch(request, () => abort.abort());
  void run(request, watch, abort.signal);
  return watch;
}

/**
 * @param {import("./transport.js").TransportRequest} request
 * @param {Watch} watch
 * @param {AbortSignal} signal
 */
async function run(request, watch, signal) {
  const { url, token, cursor, fetch } = request;
  /** @type {Record<string, string>} */
  const headers = { Accept: "text/event-stream", Authorization: `Bearer ${token}` };
  if (cursor !== null) headers["Last-Event-ID"] = cursor;
  try {
    const init = { headers, signal, cache: /** @type {const} */ ("no-store") };
    const response = await fetch(url, { ...init, credentials: "omit" });
    if (isStream(response)) {
      await read(/** @type {ReadableStream<Uint8Array>} */ (response.body), request, watch);
      watch.end({ kind: "eof" });
    } else {
      await response.body?.cancel();
      const { status } = response;
      watch.end({ kind: "status", status, retryAfter: retryAfter(response) });
    }
  } catch (error) {
    watch.end({ kind: "network", error });
  }
}

/**
 * @param {ReadableStream<Uint8Array>} body
 * @param {import("./transport.js").TransportRequest} request
 * @param {Watch} watch
 */
async function read(body, { onMessage }, watch) {
  const parser = new SseParser({
    // A handler may close this stream while the parser still holds messages of the same piece.
    onMessage: ({ data }) => watch.done || onMessage(data),
  });
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done || watch.done) return;
    watch.alive(value.byteLength);
    parser.push(value);
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
