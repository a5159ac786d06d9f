import { infiniteQueryOptions } from "@tanstack/preact-query";

import {
  type DeliveryRead,
  type WebhookCreate,
  type WebhookRead,
  type WebhookUpdate,
  api,
  ask,
} from "../../kernel/api";

export type Webhook = WebhookRead;
export type Delivery = DeliveryRead;
export type EventName = WebhookCreate["events"][number];

const one = (id: string) => ({ params: { path: { id } } });

/** Where webhooks are in the cache. */
export const webhookKeys = {
  list: ["tenants", "webhooks"] as const,
  deliveries: (id: string) => ["tenants", "webhooks", id] as const,
};

/** The routes of webhooks. */
export const webhooks = {
  list: () => ask(api.GET("/v1/webhooks")),
  make: (body: WebhookCreate) => ask(api.POST("/v1/webhooks", { body })),
  change: (id: string, body: WebhookUpdate) => ask(api.PUT("/v1/webhooks/{id}", { ...one(id), body })),
  remove: (id: string) => ask(api.DELETE("/v1/webhooks/{id}", one(id))),
  test: (id: string) => ask(api.POST("/v1/webhooks/{id}/test", one(id))),
  replay: (id: string, deliveryId: string) =>
    ask(api.POST("/v1/webhooks/{id}/deliveries/{deliveryId}/replay", { params: { path: { id, deliveryId } } })),
};

/** What was sent to a webhook, the newest first. What is on its way is looked at again. */
export const deliveriesOf = (id: string) =>
  infiniteQueryOptions({
    queryKey: webhookKeys.deliveries(id),
    queryFn: ({ pageParam: cursor }: { pageParam: string | null }) =>
      ask(api.GET("/v1/webhooks/{id}/deliveries", { params: { path: { id }, query: { limit: 10, cursor } } })),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasMore ? pageInfo.nextCursor : undefined),
    refetchInterval: ({ state }) => (state.data?.pages[0]?.data.some((one) => one.state === "PENDING") ? 3_000 : false),
  });
