/** Addresses that are never a page of the app. */
export const NO_PAGES = /^\/(v1|api|client|docs|sse|healthz|readyz|metrics)(\/|$)|^\/dev\/(mails|services)/;

/** What the worker has nothing to do with, as patterns of its routing rules. */
export const PAST_THE_WORKER = ["/v1/*", "/api/*", "/sse"];
