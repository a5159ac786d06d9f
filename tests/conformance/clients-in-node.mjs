/**
 * Reads a relay's stream with clients for Node until it is ended:
 *
 *     node clients-in-node.mjs '{"url": …, "tokens": {"eventsource": …, "sdk": …}}'
 *
 * Prints each envelope as [client, envelope] on a line of its own.
 */

import { EventSource } from "eventsource";

import { RealtimeClient } from "../../web/client/index.js";

const { url, tokens } = JSON.parse(process.argv[2]);
const say = (client, envelope) => process.stdout.write(`${JSON.stringify([client, envelope])}\n`);

// This client forgets an id that comes without data, so it asks for checkpoints that have some.
const source = new EventSource(`${url}?token=${tokens.eventsource}&checkpoints=event`);
source.onmessage = ({ data }) => say("eventsource", JSON.parse(data));

const client = new RealtimeClient({ tokenProvider: () => tokens.sdk });
client.subscribe("*", (envelope) => say("sdk", envelope));
client.connect(url);
