/** @typedef {{field: string, code: string, message: string}} FieldError */
export type FieldError = {
    field: string;
    code: string;
    message: string;
};
/**
 * A request that did not succeed.
 *
 * `status` is 0 and `code` is `network` where no answer came; else they are those of the problem
 * that the API describes (`application/problem+json`).
 */
export declare class ApiError extends Error {
    status: number;
    code: string;
    title: string;
    detail: string | null;
    errors: FieldError[];
    requestId: string | null;
    retryAfter: number;
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
    constructor({ status, code, title, detail, errors, requestId, ...rest }: {
        status: number;
        code: string;
        title: string;
        detail?: string | null;
        errors?: FieldError[];
        requestId?: string | null;
        retryAfter?: number;
        cause?: unknown;
    });
    /** Whether the same request may succeed later. */
    get temporary(): boolean;
}
/**
 * The error that a response describes.
 *
 * @param {Response} response
 * @returns {Promise<ApiError>}
 */
export declare function errorOf(response: Response): Promise<ApiError>;
