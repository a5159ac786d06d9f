import type { ApiClient } from "@stunity/client";

/** A notification as the API lists it and as its event brings it. */
export interface Notice {
  id: string;
  type?: string;
  priority: string;
  title: string;
  message: string;
  link?: string | null;
  groupKey: string | null;
  groupCount: number;
  createdAt: string;
  read?: boolean;
}

export interface ActivityItem {
  id: string;
  entityType: string;
  entityId: string;
  action: string;
  description: string;
  userName: string;
  createdAt: string;
}

export interface PresenceOf {
  userId: string;
  online: boolean;
  lastSeenAt?: string | null;
}

/**
 * Where the hooks begin, before events keep them true. Leave out what an application does not use;
 * `sourcesOf()` makes all of them from the SDK's client.
 */
export interface Sources {
  notifications?: () => Promise<{ notices: readonly Notice[]; unread: number }>;
  markRead?: (id: string) => Promise<unknown>;
  markAllRead?: () => Promise<unknown>;
  activity?: () => Promise<readonly ActivityItem[]>;
  presence?: {
    /** The channel of the school: `presence:<id of the school>`. */
    channel: string;
    /** Says that this person is here; asked every twenty seconds. */
    beat: () => Promise<unknown>;
    list: (userIds: readonly string[]) => Promise<readonly PresenceOf[]>;
    /** Whether nobody looks at the app; the page's own visibility by default. */
    hidden?: () => boolean;
  };
  typing?: (conversationId: string, op: "start" | "stop") => Promise<unknown>;
}

const MOST = 50;

/** All sources from the SDK's client, for a person of this school. */
export function sourcesOf(api: ApiClient, tenantId: string): Sources {
  return {
    notifications: async () => {
      const [page, count] = await Promise.all([api.notifications({ limit: MOST }), api.unreadCount()]);
      return { notices: page.data as unknown as Notice[], unread: count.unread };
    },
    markRead: (id) => api.readNotification(id),
    markAllRead: () => api.readAllNotifications(),
    activity: async () => (await api.request("GET", "/activity", { query: { limit: MOST } })).data,
    presence: {
      channel: `presence:${tenantId}`,
      beat: () => api.request("POST", "/users/heartbeat"),
      list: (userIds) => Promise.all(userIds.map((id) => api.request("GET", `/users/${id}/presence`))),
    },
    typing: (conversationId, op) => api.request("POST", `/messages/${conversationId}/typing`, { body: { op: op.toUpperCase() } }),
  };
}
