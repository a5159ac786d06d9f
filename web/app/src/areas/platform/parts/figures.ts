import { number } from "../../../kernel/i18n";
import { t } from "../messages";

const UNITS = ["bytes.b", "bytes.kb", "bytes.mb", "bytes.gb"] as const;

/** One digit after the point, where that says anything. */
export function rounded(value: number): number {
  return value < 100 ? Math.round(value * 10) / 10 : Math.round(value);
}

export const count = (value: number) => number(rounded(value));
export const milliseconds = (value: number) => t("health.ms", { count: rounded(value) });

export function bytes(value: number): string {
  const power = value < 1 ? 0 : Math.min(Math.floor(Math.log(value) / Math.log(1024)), 3);
  return t(UNITS[power] ?? "bytes.b", { count: rounded(value / 1024 ** power) });
}
