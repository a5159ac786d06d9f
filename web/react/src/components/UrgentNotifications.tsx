import type { ReactNode } from "react";

import { useNotifications, useUrgent } from "../live";
import { chime } from "../sound";
import type { Notice } from "../sources";

interface UrgentNotificationsProps {
  /** Whether an arrival is heard as well; let people switch it off. */
  sound?: boolean;
  /** Makes the sound; two short notes by default. */
  play?: () => void;
  children?: (notice: Notice) => ReactNode;
  onOpen?: (notice: Notice) => void;
  labels?: { title?: string; open?: string; dismiss?: string };
}

/** Notifications that cannot wait: above the page until each is answered, announced at once. */
export function UrgentNotifications({ sound = true, play = chime, children, onOpen, labels = {} }: UrgentNotificationsProps) {
  const { urgent, read } = useNotifications();
  useUrgent(() => {
    if (sound) play();
  });
  const dismiss = (notice: Notice) => void read(notice.id).catch(() => {});
  return (
    <div className="stunity-urgent" role="alert" aria-label={labels.title ?? "Urgent"}>
      {urgent.map((notice) => (
        <div key={notice.id} className="stunity-toast" data-urgent={notice.id}>
          <p dir="auto">
            <b>{notice.title}</b> {children?.(notice) ?? notice.message}
          </p>
          {onOpen && (
            <button
              type="button"
              onClick={() => {
                onOpen(notice);
                dismiss(notice);
              }}
            >
              {labels.open ?? "Open"}
            </button>
          )}
          <button type="button" onClick={() => dismiss(notice)}>
            {labels.dismiss ?? "Dismiss"}
          </button>
        </div>
      ))}
    </div>
  );
}
