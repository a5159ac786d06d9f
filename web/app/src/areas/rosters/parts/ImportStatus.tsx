import { Chip } from "../../../ui/Card";
import { t } from "../messages";
import type { Import } from "../requests";

const KINDS = { PLANNING: "live", PLANNED: "accent", APPLYING: "live", DONE: "calm", FAILED: "warn", CANCELLED: "plain" } as const;

/** Where an import stands, in a word. */
export function ImportStatus({ status }: { status: Import["status"] }) {
  return (
    <Chip kind={KINDS[status]} data-import-status={status}>
      {t(`status.${status}`)}
    </Chip>
  );
}
