/**
 * An address with parameters.
 *
 * @param {string} url
 * @param {Record<string, string>} parameters empty ones are left out
 */
export function withQuery(url, parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== "");
  const query = new URLSearchParams(given).toString();
  return query === "" ? url : `${url}${url.includes("?") ? "&" : "?"}${query}`;
}
