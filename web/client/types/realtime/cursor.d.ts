/** @typedef {{epoch: string, positions: Map<string, number>}} Cursor */
/**
 * Read a cursor strictly; null when the text is not one.
 *
 * @param {string} text
 * @returns {Cursor | null}
 */
export function parseCursor(text: string): Cursor | null;
/**
 * The text of a cursor. Channels beyond the limits of the grammar are left out: the server then
 * starts them at their head, and says so.
 *
 * @param {Cursor} cursor
 * @returns {string}
 */
export function formatCursor({ epoch, positions }: Cursor): string;
/**
 * The lowest position of each channel among some cursors; a stream from there has all that any of
 * them misses. Cursors of another epoch than the first are left out: they count other events.
 *
 * @param {(string | null)[]} texts
 * @returns {string | null}
 */
export function lowest(texts: (string | null)[]): string | null;
export const MAX_CHANNELS: 64;
export type Cursor = {
    epoch: string;
    positions: Map<string, number>;
};
