import { date } from "../../../kernel/i18n";

/** A day of the calendar, such as 2026-02-10, in the reader's words; it moves to no other zone. */
export function day(iso: string): string {
  return date(new Date(`${iso}T00:00:00`), { weekday: "short", day: "numeric", month: "long", year: "numeric" });
}

/** The day that it is here, as the browser's own field has it. */
export function today(at: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
