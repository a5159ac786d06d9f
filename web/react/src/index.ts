/** Hooks and components over the events of Stunity, for React and Preact. */

export { ActivityFeed } from "./components/ActivityFeed";
export { ConnectionStatus } from "./components/ConnectionStatus";
export { Notifications } from "./components/Notifications";
export { UrgentNotifications } from "./components/UrgentNotifications";
export { StunityProvider, useStreamOf } from "./context";
export { useConnection, useEvent, useStream } from "./hooks";
export { type NoticeGroup, useActivity, useNotifications, usePresence, useTyping, useUrgent } from "./live";
export { chime } from "./sound";
export { type ActivityItem, type Notice, type PresenceOf, type Sources, sourcesOf } from "./sources";
export { type Channel, type Envelope, type Status, Stream, type StreamOptions } from "./stream";
