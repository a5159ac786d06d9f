import type { Batch } from "../requests";

/** Where a code leads: behind the #, which no server and no log sees. */
export const claimAddress = (origin: string, code: string): string => `${origin}/claim#${code}`;

/** A cell as spreadsheets read it: never a formula. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",;\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A batch as CSV, made in this browser: the codes are in no other place. */
export function batchCsv(batch: Batch, origin: string): string {
  const rows = batch.codes.map(({ code, studentName }) => [
    batch.type,
    code,
    studentName ?? "",
    claimAddress(origin, code),
    batch.expiresAt,
  ]);
  const head = ["type", "code", "pupil", "address", "expires"];
  // A byte order mark, by which spreadsheets know that names may be Khmer.
  return `\uFEFF${[head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
