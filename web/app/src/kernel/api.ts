import createClient from "openapi-fetch";
import { ApiClient, ApiError, errorOf, randomUuid } from "@stunity/client";

import type { paths } from "../../generated/openapi";
import { clock } from "./clock";
import { degradation } from "./degradation";
import { language } from "./i18n";
import { sessionChanged, standing } from "./session";

export { ApiError, randomUuid };
export type * from "../../generated/openapi";

/** The SDK's client: sessions, tokens, and what every request carries. */
export const sdk = new ApiClient({
  browser: { changed: sessionChanged },
  clock,
  language: () => language.value,
  degraded: () => degradation.report(),
});

/** The routes of the API in the name of whoever a client of the SDK speaks for. */
export const routesOf = (client: Pick<ApiClient, "fetch">) =>
  createClient<paths>({ baseUrl: location.origin, fetch: (request) => client.fetch(request) });

export type Api = ReturnType<typeof routesOf>;

/** Every route of the API, typed by its OpenAPI document. Use it through `ask` or `create`. */
export const api = routesOf(sdk);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/**
 * The body of an answer; a refusal is thrown as an ApiError.
 *
 *     const page = await ask(api.GET("/v1/posts", { params: { query: { mode } } }));
 */
export async function ask<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (response.ok) return data as T;
  // openapi-fetch has read the body already: the problem is described from what it found.
  const failure = await errorOf(new Response(typeof error === "string" ? error : JSON.stringify(error ?? null), response));
  // The school asks for more by now than when this page was opened: what it wants stands with who one is.
  if (failure.code === "second_factor_required") standing.value = "unknown";
  throw failure;
}

/** The header of a creation that may be repeated: one key for as long as the content is the same. */
export function repeatable(key: string): { "Idempotency-Key": string } {
  return { "Idempotency-Key": key };
}
