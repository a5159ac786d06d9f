import { keys as messaging } from "./areas/messaging/keys";
import { keys as notifications } from "./areas/notifications/keys";
import { safeNotifications } from "./areas/notifications/model/kept";
import { keys as people } from "./areas/people/keys";
import { keys as social } from "./areas/social/keys";
import type { OfflinePlan } from "./kernel/offline";

/**
 * What outlives a visit on this device. Not among it, on purpose: quizzes, attempts and grades,
 * boards and surveys with what is anonymous there, and whatever an administrator looks at.
 */
export const offlinePlan: OfflinePlan = {
  keeps: [
    { key: [...social.all, "feed"] },
    { key: [...social.all, "post"] },
    { key: [...social.all, "comments"] },
    { key: [...people.all, "list"] },
    { key: messaging.lists },
    { key: [...messaging.all, "one"] },
    { key: [...messaging.all, "thread"] },
    { key: notifications.list, only: safeNotifications },
    { key: notifications.unread },
  ],
  senders: {
    post: () => import("./areas/social/sending").then(({ sendPost }) => sendPost),
    comment: () => import("./areas/social/sending").then(({ sendComment }) => sendComment),
    message: () => import("./areas/messaging/sending").then(({ sendMessage }) => sendMessage),
  },
};
