/**
 * The browser's own EventSource, for pages whose `fetch` cannot stream. It sends no headers, so
 * the token stands in the address: have `tokenProvider` ask for a stream token (ten minutes, good
 * for the stream only), never for the token of the API. It shows neither the status of a refusal
 * nor comments; heartbeats arrive as messages, so silence is noticed as usual.
 *
 * @param {typeof EventSource} [Source] another implementation of the same interface
 * @returns {import("./transport.js").Transport}
 */
export declare function eventSourceTransport(Source?: typeof EventSource): import("./transport.js").Transport;
