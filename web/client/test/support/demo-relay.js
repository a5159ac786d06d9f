/** The relay of the demo: the stream protocol over the school in memory. */

import { randomUUID } from "node:crypto";
import { createServer } from "node:http";

import { parseCursor } from "../../realtime/cursor.js";
import { EPOCH, channelId } from "./event-log.js";

/** Where a person's stream begins, whatever else they ask for. */
export function automaticChannels(/** @type {any} */ school, /** @type {any} */ viewer) {
  return [`user:${viewer.id}`, `tenant:${school.tenantId}`];
}

/**
 * The channels of a request, and those refused.
 *
 * @param {any} school
 * @param {any} viewer
 * @param {URLSearchParams} query
 */
export function grantedChannels(school, viewer, query) {
  const wanted = (query.get("channels") ?? "").split(",").filter(Boolean);
  const readable = (/** @type {string} */ name) =>
    school.posts.some(
      (/** @type {any} */ post) => name === `post:${post.id}` && school.mayRead(viewer, post),
    );
  const granted = wanted.filter(readable);
  return {
    channels: [...automaticChannels(school, viewer), ...granted],
    rejected: wanted.filter((name) => !granted.includes(name)),
  };
}

/**
 * @param {any} school
 * @param {(request: import("node:http").IncomingMessage) => any} viewerOf
 */
export function createRelay(school, viewerOf) {
  /** @type {Set<import("node:http").ServerResponse>} */
  const streams = new Set();
  const control = { down: false };

  const server = createServer((request, response) => {
    const origin = request.headers.origin ?? "*";
    response.setHeader("Access-Control-Allow-Origin", origin);
    response.setHeader("Vary", "Origin");
    if (control.down) {
      response.destroy();
      return;
    }
    if (request.method === "OPTIONS") {
      response.setHeader("Access-Control-Allow-Headers", "authorization, last-event-id");
      response.writeHead(204).end();
      return;
    }
    const viewer = viewerOf(request);
    if (viewer === null)
      response.writeHead(401, { "Content-Type": "application/problem+json" }).end("{}");
    else stream(request, response, viewer);
  });

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   * @param {any} viewer
   */
  function stream(request, response, viewer) {
    const url = new URL(request.url ?? "/", "http://relay");
    const { channels, rejected } = grantedChannels(school, viewer, url.searchParams);
    const given = `${request.headers["last-event-id"] ?? url.searchParams.get("lastEventId") ?? ""}`;
    const cursor = parseCursor(given);
    const resumed = cursor !== null && cursor.epoch === EPOCH;
    response.writeHead(200, {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-cache, no-transform",
    });
    response.write(`retry: 3000\n\n:${" ".repeat(2048)}\n\n`);
    /** @type {Map<string, number>} */
    const positions = new Map();
    for (const name of channels) {
      const from = resumed ? cursor.positions.get(channelId(name)) : undefined;
      positions.set(name, from ?? school.log.head(name));
    }
    say("connected", {
      connectionId: randomUUID(),
      tenantId: school.tenantId,
      userId: viewer.id,
      epoch: EPOCH,
      channels,
      ids: Object.fromEntries(channels.map((name) => [name, channelId(name)])),
      positions: Object.fromEntries(positions),
      rejected,
      resumed,
      heartbeatSeconds: 30,
      maxConnectionSeconds: 3300,
    });
    for (const [name, from] of positions) {
      for (const envelope of school.log.after(name, from)) write(envelope);
    }
    const listener = (/** @type {string} */ channel, /** @type {any} */ envelope) => {
      if (positions.has(channel)) write(envelope);
    };
    school.log.listeners.add(listener);
    streams.add(response);
    const heartbeat = setInterval(() => say("heartbeat", { timestamp: Date.now() }), 25_000);
    response.on("close", () => {
      clearInterval(heartbeat);
      school.log.listeners.delete(listener);
      streams.delete(response);
    });

    /** @param {any} envelope */
    function write(envelope) {
      response.write(`data: ${JSON.stringify(envelope)}\n\n`);
    }

    /**
     * @param {string} type
     * @param {object} data
     */
    function say(type, data) {
      write({
        id: randomUUID(),
        type,
        version: 1,
        legacyType: null,
        tenantId: school.tenantId,
        channel: "connection",
        actorId: null,
        data,
        timestamp: Date.now(),
        durable: false,
      });
    }
  }

  /** Cut every stream, as a killed process does. */
  function kill() {
    for (const response of streams) response.destroy();
  }

  return { server, control, kill, streams };
}
