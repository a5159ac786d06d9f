import { withQuery } from "./address.js";
import { Watch } from "./transport.js";

/**
 * The browser's own EventSource, for pages whose `fetch` cannot stream. It sends no headers, so
 * the token stands in the address: have `tokenProvider` ask for a stream token (ten minutes, good
 * for the stream only), never for the token of the API. It shows neither the status of a refusal
 * nor comments; heartbeats arrive as messages, so silence is noticed as usual.
 *
 * @param {typeof EventSource} [Source] another implementation of the same interface
 * @returns {import("./transport.js").Transport}
 */
export function eventSourceTransport(Source = globalThis.EventSource) {
  return Object.freeze({
    name: "eventsource",
    tellsStatus: false,
    open: (/** @type {import("./transport.js").TransportRequest} */ request) =>
      open(Source, request),
  });
}

/**
 * @param {typeof EventSource} Source
 * @param {import("./transport.js").TransportRequest} request
 */
function open(Source, request) {
  const { url, token, cursor, onMessage } = request;
  const source = new Source(withQuery(url, { token, lastEventId: cursor ?? "" }));
  const watch = new Watch(request, () => source.close());
  source.onmessage = ({ data }) => {
    if (watch.done) return;
    watch.alive(data.length);
    onMessage(data);
  };
  // It would try again with an old cursor and an old token: whoever opened it decides instead.
  source.onerror = () => watch.end({ kind: "network", error: new Error("the stream broke off") });
  return watch;
}
