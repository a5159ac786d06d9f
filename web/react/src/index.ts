/** Hooks and components over the events of Stunity, for React and Preact. */

export { StunityProvider, useStreamOf } from "./context";
export { useConnection, useEvent, useStream } from "./hooks";
export { type Channel, type Envelope, type Status, Stream, type StreamOptions } from "./stream";
