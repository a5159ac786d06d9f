import { date } from "../../../kernel/i18n";

const DAY = 86_400_000;
const utc = (iso: string) => Date.parse(`${iso}T00:00:00Z`);
const iso = (at: number) => new Date(at).toISOString().slice(0, 10);

/** The Monday of the week of a day, such as 2026-02-10. */
export function mondayOf(day: string): string {
  const weekday = (new Date(utc(day)).getUTCDay() + 6) % 7;
  return iso(utc(day) - weekday * DAY);
}

/** So many days later. */
export function later(day: string, days: number): string {
  return iso(utc(day) + days * DAY);
}

/** The day that it is here. */
export function today(at: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** A weekday by its number, Monday is 1. */
export function weekdayName(weekday: number): string {
  return date(new Date(2024, 0, weekday), { weekday: "long" });
}

/** A day in the reader's words. */
export function dayName(day: string): string {
  return date(new Date(`${day}T00:00:00`), { weekday: "short", day: "numeric", month: "short", year: "numeric" });
}

/** A time of the day without seconds. */
export const clock = (time: string): string => time.slice(0, 5);
