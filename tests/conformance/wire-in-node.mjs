/**
 * Reads the wire vectors with npm's eventsource and prints what it heard, as JSON:
 *
 *     node wire-in-node.mjs http://127.0.0.1:port
 */

import { readFile } from "node:fs/promises";

import { EventSource } from "eventsource";

const { wire } = JSON.parse(await readFile(new URL("vectors.json", import.meta.url), "utf8"));

async function read({ events }, index) {
  const source = new EventSource(`${process.argv[2]}/wire/${index}`);
  const seen = [];
  const keep = ({ type, data, lastEventId }) => seen.push({ type, data, lastEventId });
  for (const type of new Set(["message", ...events.map((event) => event.type)])) {
    source.addEventListener(type, keep);
  }
  await new Promise((resolve) => source.addEventListener("error", resolve, { once: true }));
  source.close();
  return seen;
}

process.stdout.write(JSON.stringify(await Promise.all(wire.map(read))));
