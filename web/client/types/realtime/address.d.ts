/**
 * An address with parameters.
 *
 * @param {string} url
 * @param {Record<string, string>} parameters empty ones are left out
 */
export declare function withQuery(url: string, parameters: Record<string, string>): string;
