export { RealtimeClient } from "./realtime/client.js";
export { SseParser } from "./realtime/sse.js";
export { ApiClient, ApiError } from "./api.js";
export { Event, State, transition } from "./realtime/machine.js";
