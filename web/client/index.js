/** The browser SDK of Stunity: events as they happen, and a small client of the API. */

export { ApiClient, ApiError } from "./api.js";
export { RealtimeClient } from "./realtime/client.js";
export { Event, State, transition } from "./realtime/machine.js";
export { SseParser } from "./realtime/sse.js";
