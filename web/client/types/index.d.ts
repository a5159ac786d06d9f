/** The browser SDK of Stunity: events as they happen, and a small client of the API. */
export { ApiClient, ApiError, errorOf } from "./api.js";
export { ServerClock } from "./api/server-clock.js";
export { randomUuid } from "./api/uuid.js";
export { eventSourceTransport } from "./realtime/eventsource-transport.js";
export { fetchTransport } from "./realtime/fetch-transport.js";
export { RealtimeClient } from "./realtime/client.js";
export { Event, State, transition, ways } from "./realtime/machine.js";
export { SseParser } from "./realtime/sse.js";
export { Watch } from "./realtime/transport.js";
