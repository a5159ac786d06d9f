/** @typedef {{field: string, code: string, message: string}} FieldError */

/**
 * A request that did not succeed.
 *
 * `status` is 0 and `code` is `network` where no answer came; else they are those of the problem
 * that the API describes (`application/problem+json`).
 */
export class ApiError extends Error {
  /**
   * @param {object} problem
   * @param {number} problem.status
   * @param {string} problem.code
   * @param {string} problem.title
   * @param {string | null} [problem.detail]
   * @param {FieldError[]} [problem.errors]
   * @param {string | null} [problem.requestId]
   * @param {number} [problem.retryAfter] seconds
   * @param {unknown} [problem.cause]
   */
  constructor({ status, code, title, detail = null, errors = [], requestId = null, ...rest }) {
    super(detail ?? title, { cause: rest.cause });
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.errors = errors;
    this.requestId = requestId;
    this.retryAfter = rest.retryAfter ?? 0;
  }

  /** Whether the same request may succeed later. */
  get temporary() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/**
 * The error that a response describes.
 *
 * @param {Response} response
 * @returns {Promise<ApiError>}
 */
export async function errorOf(response) {
  const problem = await readJson(response);
  const known = typeof problem?.code === "string";
  return new ApiError({
    status: response.status,
    code: known ? problem.code : "unexpected_answer",
    title: known ? problem.title : `The server answered with ${response.status}`,
    detail: problem?.detail ?? null,
    errors: problem?.errors ?? [],
    requestId: problem?.requestId ?? response.headers.get("X-Request-Id"),
    retryAfter: Number(response.headers.get("Retry-After") ?? 0) || 0,
  });
}

/** @param {Response} response */
async function readJson(response) {
  try {
    return await response.json();
  } catch {
    return null;
  }
}
