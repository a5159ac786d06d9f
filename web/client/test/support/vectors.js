/** The conformance vectors, which the relay's tests read as well. */

const PLACE = new URL("../../../../tests/conformance/vectors.json", import.meta.url);

async function read() {
  if (PLACE.protocol !== "file:") return (await fetch(PLACE)).text();
  const { readFile } = await import("node:fs/promises");
  return readFile(PLACE, "utf8");
}

/**
 * @typedef {{name: string, chunks: (string | {hex: string})[], events: object[], id?: string,
 *   retry?: number[]}} WireVector
 * @typedef {{text: string, positions: Record<string, number> | null}} CursorVector
 * @typedef {{name: string, log: {epoch: string, head: number},
 *   cursor: {epoch: string, position: number} | null,
 *   resync: {reason: string, missedFrom: number | null, missedTo: number} | null,
 *   events: number[]}} ResumptionVector
 */

/** @type {{wire: WireVector[], cursors: CursorVector[], resumptions: ResumptionVector[]}} */
export const vectors = JSON.parse(await read());

/**
 * The bytes of a chunk.
 *
 * @param {string | {hex: string}} chunk
 */
export function bytesOf(chunk) {
  if (typeof chunk === "string") return new TextEncoder().encode(chunk);
  return Uint8Array.from(chunk.hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
