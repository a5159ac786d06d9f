/**
 * The cursor of a stream: an epoch and a position in each channel.
 *
 * Grammar: `epoch "." [ id "-" seq *( "~" id "-" seq ) ]`, at most 64 channels and 2,048 bytes.
 */

const EPOCH = /^[0-9a-z]{1,32}$/;
const POSITION = /^([0-9a-z]{1,13})-(0|[1-9][0-9]{0,17})$/;
export const MAX_CHANNELS = 64;
const MAX_BYTES = 2048;

/** @typedef {{epoch: string, positions: Map<string, number>}} Cursor */

/**
 * Read a cursor strictly; null when the text is not one.
 *
 * @param {string} text
 * @returns {Cursor | null}
 */
export function parseCursor(text) {
  const dot = text.indexOf(".");
  if (text.length > MAX_BYTES || dot < 0 || !EPOCH.test(text.slice(0, dot))) return null;
  const rest = text.slice(dot + 1);
  const parts = rest === "" ? [] : rest.split("~");
  if (parts.length > MAX_CHANNELS) return null;
  const positions = new Map();
  for (const part of parts) {
    const match = POSITION.exec(part);
    if (match === null || positions.has(match[1])) return null;
    positions.set(match[1], Number(match[2]));
  }
  return { epoch: text.slice(0, dot), positions };
}

/**
 * The text of a cursor. Channels beyond the limits of the grammar are left out: the server then
 * starts them at their head, and says so.
 *
 * @param {Cursor} cursor
 * @returns {string}
 */
export function formatCursor({ epoch, positions }) {
  let text = `${epoch}.`;
  let count = 0;
  for (const [id, seq] of positions) {
    const part = `${count === 0 ? "" : "~"}${id}-${seq}`;
    if (count === MAX_CHANNELS || text.length + part.length > MAX_BYTES) break;
    text += part;
    count += 1;
  }
  return text;
}

/**
 * The lowest position of each channel among some cursors; a stream from there has all that any of
 * them misses. Cursors of another epoch than the first are left out: they count other events.
 *
 * @param {(string | null)[]} texts
 * @returns {string | null}
 */
export function lowest(texts) {
  const cursors = texts.flatMap((text) => (text === null ? [] : (parseCursor(text) ?? [])));
  if (cursors.length === 0) return null;
  const [{ epoch }] = cursors;
  /** @type {Map<string, number>} */
  const positions = new Map();
  for (const cursor of cursors.filter((one) => one.epoch === epoch)) {
    for (const [id, seq] of cursor.positions) {
      positions.set(id, Math.min(seq, positions.get(id) ?? seq));
    }
  }
  return formatCursor({ epoch, positions });
}
