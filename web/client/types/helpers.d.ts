/** What applications build on events again and again. Each part stands alone. */
export { ActivityList } from "./helpers/activity.js";
export { NotificationGroups } from "./helpers/notifications.js";
export { Optimistic } from "./helpers/optimistic.js";
export { Presence } from "./helpers/presence.js";
export { TypingSender, Typists } from "./helpers/typing.js";
