/**
 * The cursor of a stream: an epoch and a position in each channel.
 *
 * Grammar: `epoch "." [ id "-" seq *( "~" id "-" seq ) ]`, at most 64 channels and 2,048 bytes.
 */
export declare const MAX_CHANNELS = 64;
export type Cursor = {
    epoch: string;
    positions: Map<string, number>;
};
/** @typedef {{epoch: string, positions: Map<string, number>}} Cursor */
/**
 * Read a cursor strictly; null when the text is not one.
 *
 * @param {string} text
 * @returns {Cursor | null}
 */
export declare function parseCursor(text: string): Cursor | null;
/**
 * The text of a cursor. Channels beyond the limits of the grammar are left out: the server then
 * starts them at their head, and says so.
 *
 * @param {Cursor} cursor
 * @returns {string}
 */
export declare function formatCursor({ epoch, positions }: Cursor): string;
/**
 * The lowest position of each channel among some cursors; a stream from there has all that any of
 * them misses. Cursors of another epoch than the first are left out: they count other events.
 *
 * @param {(string | null)[]} texts
 * @returns {string | null}
 */
export declare function lowest(texts: (string | null)[]): string | null;
