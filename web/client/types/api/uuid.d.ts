/**
 * A random UUID. `crypto.randomUUID` is missing where the page did not come over TLS, such as from
 * another machine in the classroom; random values are there everywhere.
 *
 * @returns {string}
 */
export declare function randomUuid(): string;
