/**
 * A fetch with an Authorization header, parsed as it arrives: the token stays out of the address
 * and of every log on the way, and a refusal shows its status.
 *
 * @type {import("./transport.js").Transport}
 */
export declare const fetchTransport: import("./transport.js").Transport;
/**
 * The server's wish in milliseconds, 0 where it has none. Dates are not read: ours are seconds.
 *
 * @param {Response} response
 */
export declare function retryAfter(response: Response): number;
