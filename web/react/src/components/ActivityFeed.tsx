import type { ReactNode } from "react";

import { useActivity } from "../live";
import type { ActivityItem } from "../sources";

interface ActivityFeedProps {
  /** One line, in the reader's language; the server's sentence by default. */
  children?: (item: ActivityItem) => ReactNode;
  /** Where a line leads. */
  href?: (item: ActivityItem) => string | null;
  labels?: {
    title?: string;
    fresh?: (count: number) => string;
    empty?: string;
    loading?: string;
    error?: string;
    retry?: string;
  };
}

/** What happens in the school as it happens, with "N new" for a moment after each arrival. */
export function ActivityFeed({ children = ({ description }) => description, href, labels = {} }: ActivityFeedProps) {
  const { items, fresh, loading, error, retry } = useActivity();
  const { title = "Activity", fresh: freshWords = (count: number) => `${count} new` } = labels;
  return (
    <section className="stunity-activity" aria-label={title} aria-busy={loading}>
      <p className="stunity-fresh" role="status" data-fresh={fresh}>
        {fresh > 0 && freshWords(fresh)}
      </p>
      {loading && items.length === 0 && <p>{labels.loading ?? "Loading"}</p>}
      {error !== null && items.length === 0 && (
        <div role="alert">
          <p>{labels.error ?? "The activity could not be loaded."}</p>
          <button type="button" onClick={() => void retry()}>
            {labels.retry ?? "Try again"}
          </button>
        </div>
      )}
      {!loading && error === null && items.length === 0 && <p>{labels.empty ?? "Nothing has happened yet."}</p>}
      <ul className="stunity-list">
        {items.map((item) => {
          const to = href?.(item) ?? null;
          const words = <span dir="auto">{children(item)}</span>;
          return (
            <li key={item.id} data-activity={item.id}>
              {to === null ? words : <a href={to}>{words}</a>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
