import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { TypingSender } from "@stunity/client/helpers";

import { useHub } from "./context";
import * as plans from "./plans";
import type { Helper, Shared } from "./shared";
import type { ActivityItem, Notice } from "./sources";

/** Notifications about the same thing; `newest` is what to show, `count` how many events it tells of. */
export interface NoticeGroup {
  key: string;
  newest: Notice;
  ids: string[];
  count: number;
  unread: boolean;
}

const EMPTY: never[] = [];

function useShared<Kind extends Helper>(shared: Shared<Kind>): Shared<Kind> {
  useSyncExternalStore(shared.subscribe, shared.snapshot);
  return shared;
}

/** What concerns the reader: in groups, newest first, with urgent ones apart. */
export function useNotifications() {
  const hub = useHub();
  const { helper, loading, error, load } = useShared(hub.of(plans.notifications));
  const { markRead, markAllRead } = hub.sources;
  return {
    groups: (helper?.groups ?? EMPTY) as NoticeGroup[],
    urgent: (helper?.urgent ?? EMPTY) as Notice[],
    unread: helper?.unread ?? 0,
    loading,
    error,
    retry: load,
    /** Resolves when the server knows; the events bring it here, and to every other device. */
    read: useCallback(async (id: string) => void (await markRead?.(id)), [markRead]),
    readAll: useCallback(async () => void (await markAllRead?.()), [markAllRead]),
  };
}

/** Hear of urgent notifications as they arrive; the newest handler is called. */
export function useUrgent(handler: (notice: Notice) => void): void {
  const { helper } = useShared(useHub().of(plans.notifications));
  const newest = useRef(handler);
  newest.current = handler;
  useEffect(() => {
    if (helper === null) return;
    const heard = (event: Event) => newest.current((event as CustomEvent<Notice>).detail);
    helper.addEventListener("urgent", heard);
    return () => helper.removeEventListener("urgent", heard);
  }, [helper]);
}

/** What happens in the school, newest first; `fresh` is the N of "N new". */
export function useActivity() {
  const { helper, loading, error, load } = useShared(useHub().of(plans.activity));
  return {
    items: (helper?.items ?? EMPTY) as readonly ActivityItem[],
    fresh: helper?.fresh ?? 0,
    loading,
    error,
    retry: load,
    seen: useCallback(() => helper?.seen(), [helper]),
  };
}

/** Who of these people is here. While it is used, others see that this person is here too. */
export function usePresence(userIds: readonly string[] = EMPTY) {
  const hub = useHub();
  const { helper } = useShared(hub.of(plans.presence));
  const channel = hub.sources.presence?.channel;
  const wanted = userIds.join(" ");
  useEffect(() => (channel === undefined ? undefined : hub.stream.join(channel)), [hub, channel]);
  useEffect(() => plans.watchPeople(hub, wanted.split(" ").filter(Boolean)), [hub, wanted]);
  return {
    online: helper?.online ?? (EMPTY as string[]),
    isOnline: (userId: string) => helper?.isOnline(userId) ?? false,
    lastSeen: (userId: string) => helper?.lastSeen(userId) ?? null,
  };
}

/**
 * Who is typing in a conversation, and a way to tell the others that this person is.
 *
 *     const { typists, typed, sent, stopped } = useTyping(conversationId);
 *     <input onInput={(event) => typed(event.currentTarget.value)} onBlur={stopped} />
 */
export function useTyping(conversationId: string) {
  const hub = useHub();
  const { helper } = useShared(hub.of(plans.typists));
  const sender = useMemo(() => {
    const tell = hub.sources.typing ?? (async () => {});
    return new TypingSender((op) => tell(conversationId, op));
  }, [hub, conversationId]);
  useEffect(() => () => sender.stopped(), [sender]);
  return {
    typists: helper?.in(conversationId) ?? (EMPTY as string[]),
    typed: useCallback((text: string) => sender.typed(text), [sender]),
    sent: useCallback(() => sender.sent(), [sender]),
    stopped: useCallback(() => sender.stopped(), [sender]),
  };
}
