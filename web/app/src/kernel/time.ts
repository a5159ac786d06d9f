import { signal } from "@preact/signals";

import { clock } from "./clock";
import { date } from "./i18n";
import { t } from "./messages";

/**
 * The server's time, every half minute: what says how long ago something was, or what is open, reads
 * it and stays true.
 */
export const now = signal(clock.now());
const look = () => void (now.value = clock.now());
setInterval(look, 30_000);
clock.onChange(look);

/** How long ago, in the words of the language. Not Intl's: Debian's Chromium has no Khmer in it. */
export function ago(iso: string): string {
  const minutes = Math.max(0, (now.value - Date.parse(iso)) / 60_000);
  if (minutes < 0.75) return t("time.now");
  if (minutes < 59.5) return t("time.minutes", { count: Math.max(1, Math.round(minutes)) });
  const hours = Math.round(minutes / 60);
  if (hours < 24) return t("time.hours", { count: hours });
  const days = Math.round(hours / 24);
  if (days < 7) return t("time.days", { count: days });
  return date(new Date(iso), { day: "2-digit", month: "2-digit", year: "numeric" });
}

/** A day, as one says it. */
export function day(iso: string): string {
  return date(new Date(iso), { weekday: "short", day: "numeric", month: "short" });
}

/** A moment in full. */
export function moment(iso: string): string {
  return date(new Date(iso), { dateStyle: "short", timeStyle: "short" });
}
