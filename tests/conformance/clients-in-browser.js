/** Reads a relay's stream with clients for browsers; `window.seen` has each one's envelopes. */

import { RealtimeClient, eventSourceTransport } from "/client/index.js";

const { url, tokens } = JSON.parse(decodeURIComponent(location.hash.slice(1)));

/** @type {Record<string, object[]>} */
const seen = (window.seen = {});
const keep = (client, envelope) => (seen[client] ??= []).push(envelope);

/** Each starts reading, and keeps what it hears. */
const clients = {
  native(token) {
    const source = new EventSource(`${url}?token=${token}`);
    source.onmessage = ({ data }) => keep("native", JSON.parse(data));
  },
  sdk: (token) => read("sdk", { tokenProvider: () => token }),
  "sdk-eventsource": (token) =>
    read("sdk-eventsource", { tokenProvider: () => token, transport: eventSourceTransport() }),
  async "fetch-event-source"(token) {
    const place = "/tests/conformance/node_modules/@microsoft/fetch-event-source/lib/esm/index.js";
    const { fetchEventSource } = await import(place);
    await fetchEventSource(url, {
      headers: { Authorization: `Bearer ${token}` },
      openWhenHidden: true,
      // This client hands out blocks without data, which the algorithm does not.
      onmessage: ({ data }) => data !== "" && keep("fetch-event-source", JSON.parse(data)),
    });
  },
};

function read(name, options) {
  const client = new RealtimeClient(options);
  client.subscribe("*", (envelope) => keep(name, envelope));
  client.connect(url);
}

for (const [name, token] of Object.entries(tokens)) void clients[name](token);
