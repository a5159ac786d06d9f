import { useConnection } from "../hooks";
import type { Status } from "../stream";

const WORDS: Record<Status, string> = {
  live: "Live",
  connecting: "Connecting…",
  polling: "Polling",
  offline: "Offline",
};

interface ConnectionStatusProps {
  labels?: Partial<Record<Status, string>>;
  /** What each means, shown to whoever points at it. */
  hints?: Partial<Record<Status, string>>;
  classes?: { status?: string; dot?: string; word?: string };
}

/** How this page hears of news, in colour and in words; a screen reader hears changes. */
export function ConnectionStatus({ labels, hints, classes = {} }: ConnectionStatusProps) {
  const { status } = useConnection();
  return (
    <p className={classes.status ?? "stunity-status"} role="status" data-status={status} title={hints?.[status]}>
      <span className={classes.dot ?? "stunity-status-dot"} aria-hidden="true" />
      <span className={classes.word}>{labels?.[status] ?? WORDS[status]}</span>
    </p>
  );
}
