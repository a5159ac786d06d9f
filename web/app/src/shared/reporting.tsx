import { signal } from "@preact/signals";

import type { ReportCreate } from "../kernel/api";
import { later } from "../ui/later";

export type Reported = Pick<ReportCreate, "targetType" | "targetId">;

const asked = signal<Reported | null>(null);

const ReportDialog = later(() => import("./ReportDialog").then((module) => module.ReportDialog));

/** Ask why something is reported, and send it to those who moderate the school. */
export function report(targetType: Reported["targetType"], targetId: string): void {
  asked.value = { targetType, targetId };
}

/** Stands once on the page and asks. */
export function Reporting() {
  const target = asked.value;
  return target === null ? null : <ReportDialog target={target} onClose={() => void (asked.value = null)} />;
}
