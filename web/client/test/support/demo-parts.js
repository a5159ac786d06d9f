/** What the routes of the demo have in common. */

/** A failure with its problem. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {any[]} [errors]
   */
  constructor(status, code, errors = []) {
    super(code);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

/**
 * A person beside what they wrote.
 *
 * @param {any} person
 */
export function author({ id, name, avatar, role }) {
  return { id, name, avatar, role };
}

/**
 * @param {any[]} all
 * @param {URLSearchParams} query
 * @param {(item: any) => any} read
 */
export function page(all, query, read) {
  const from = Number(query.get("cursor") ?? 0);
  const to = from + Number(query.get("limit") ?? 20);
  const hasMore = to < all.length;
  return {
    data: all.slice(from, to).map(read),
    pageInfo: { nextCursor: hasMore ? String(to) : null, prevCursor: null, hasMore },
  };
}

/**
 * @param {unknown} text
 * @param {number} longest
 * @param {string} field
 */
export function check(text, longest, field) {
  if (typeof text === "string" && text.trim() !== "" && text.length <= longest) return;
  throw new Refusal(422, "validation_failed", [{ field, code: "string_too_short", message: "" }]);
}
