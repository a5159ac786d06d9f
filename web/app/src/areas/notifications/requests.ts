import {
  type ActivityRead,
  type NotificationPreferencesRead,
  type NotificationPreferencesUpdate,
  type NotificationRead,
  type PushDeviceCreate,
  type PushDeviceRead,
  api,
  ask,
} from "../../kernel/api";

export type Notification = NotificationRead;
/** By which ways somebody is told of everything, and of one thing. */
export type Ways = NotificationPreferencesRead;
export type WaysOf = Ways["types"][number];
export type PushDevice = PushDeviceRead;
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
  remove: (id: string) => ask(api.DELETE("/v1/notifications/{id}", { params: { path: { id } } })),
  ways: () => ask(api.GET("/v1/notifications/preferences")),
  choose: ({ types, quietHours, quietInLessons }: Ways) => {
    const chosen = Object.fromEntries(types.map(({ type, inApp, push, email }) => [type, { inApp, push, email }]));
    const body = { types: chosen, quietHours, quietInLessons } as NotificationPreferencesUpdate;
    return ask(api.PUT("/v1/notifications/preferences", { body }));
  },
  devices: () => ask(api.GET("/v1/users/me/devices")),
  removeDevice: (id: string) => ask(api.DELETE("/v1/users/me/devices/{id}", { params: { path: { id } } })),
  register: (body: PushDeviceCreate) => ask(api.POST("/v1/users/me/devices", { body })),
  markAllRead: () => ask(api.PUT("/v1/notifications/read-all")),
  activity: (query: Omit<Wish, "unread">) => ask(api.GET("/v1/activity", { params: { query } })),
};

export type Requests = typeof requests;
