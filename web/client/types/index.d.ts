export { eventSourceTransport } from "./realtime/eventsource-transport.js";
export { fetchTransport } from "./realtime/fetch-transport.js";
export { RealtimeClient } from "./realtime/client.js";
export { SseParser } from "./realtime/sse.js";
export { ApiClient, ApiError } from "./api.js";
export { Event, State, transition, ways } from "./realtime/machine.js";
