import { type ActivityRead, type NotificationRead, api, ask } from "../../kernel/api";

export type Notification = NotificationRead;
/** What the list and its event both say. */
export type Activity = Omit<ActivityRead, "userId" | "classId">;

interface Wish {
  limit: number;
  cursor?: string | null;
  unread?: boolean;
}

/** The routes of this area. Tests give others of the same shape. */
export const requests = {
  notifications: (query: Wish) => ask(api.GET("/v1/notifications", { params: { query } })),
  unread: () => ask(api.GET("/v1/notifications/unread-count")),
  markRead: (id: string) => ask(api.PUT("/v1/notifications/{id}/read", { params: { path: { id } } })),
  markAllRead: () => ask(api.PUT("/v1/notifications/read-all")),
  activity: (query: Omit<Wish, "unread">) => ask(api.GET("/v1/activity", { params: { query } })),
};

export type Requests = typeof requests;
