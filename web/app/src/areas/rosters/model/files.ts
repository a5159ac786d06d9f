import type { Import } from "../requests";

export const TABLES = ".csv,.txt,.tsv,.xlsx";
export const ARCHIVES = ".zip";

const TYPES: Record<string, string> = {
  csv: "text/csv",
  tsv: "text/csv",
  txt: "text/plain",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  zip: "application/zip",
};

const endOf = ({ name }: { name: string }) => name.split(".").at(-1)?.toLowerCase() ?? "";

/** What a file is by its name, or null where it is nothing that is imported. */
export function kindOf(file: { name: string }): Import["kind"] | null {
  const end = endOf(file);
  if (!(end in TYPES)) return null;
  return end === "zip" ? "ONEROSTER" : "PUPILS";
}

/**
 * The file under the type that its name says: with a spreadsheet installed, Windows calls a CSV a
 * workbook.
 */
export function typed(file: File): File {
  return new File([file], file.name, { type: TYPES[endOf(file)] ?? file.type });
}
