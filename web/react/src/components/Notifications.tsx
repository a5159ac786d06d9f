import type { ReactNode } from "react";

import { type NoticeGroup, useNotifications } from "../live";

interface NotificationsProps {
  /** One group, in the reader's language; the server's words by default. */
  children?: (group: NoticeGroup) => ReactNode;
  onOpen?: (group: NoticeGroup) => void;
  labels?: {
    title?: string;
    unread?: string;
    readAll?: string;
    empty?: string;
    loading?: string;
    error?: string;
    retry?: string;
    more?: (count: number) => string;
  };
}

/** What concerns the reader: one line for each thing, however many people it was. */
export function Notifications({ children, onOpen, labels = {} }: NotificationsProps) {
  const { groups, unread, loading, error, retry, read, readAll } = useNotifications();
  const say = children ?? (({ newest }: NoticeGroup) => newest.message);
  function open(group: NoticeGroup) {
    if (group.unread) for (const id of group.ids) void read(id).catch(() => {});
    onOpen?.(group);
  }
  return (
    <section className="stunity-notifications" aria-label={labels.title ?? "Notifications"} aria-busy={loading}>
      {unread > 0 && (
        <button type="button" onClick={() => void readAll().catch(() => {})}>
          {labels.readAll ?? "Mark all as read"}
        </button>
      )}
      {error !== null && groups.length === 0 && (
        <div role="alert">
          <p>{labels.error ?? "Notifications could not be loaded."}</p>
          <button type="button" onClick={() => void retry()}>
            {labels.retry ?? "Try again"}
          </button>
        </div>
      )}
      {loading && groups.length === 0 && <p>{labels.loading ?? "Loading"}</p>}
      {!loading && error === null && groups.length === 0 && <p>{labels.empty ?? "Nothing new."}</p>}
      <ul className="stunity-list">
        {groups.map((group) => (
          <li key={group.key} data-group={group.key} data-unread={group.unread}>
            <button type="button" className="stunity-line" onClick={() => open(group)}>
              <span dir="auto">{say(group)}</span>
              {group.count > 1 && (
                <span className="stunity-count">{labels.more?.(group.count) ?? `×${group.count}`}</span>
              )}
              {group.unread && <span className="stunity-unread">{labels.unread ?? "Unread"}</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
