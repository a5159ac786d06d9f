import { t } from "../kernel/messages";
import type { Outbox } from "../kernel/offline";
import { ButtonLink } from "../ui/Button";
import status from "../ui/Status.module.css";

/** A line below the header while something waits, or was not accepted. */
export function OutboxBanner({ outbox }: { outbox: Outbox }) {
  const all = outbox.all.value;
  if (all.length === 0) return null;
  const refused = all.filter(({ state }) => state === "refused").length;
  return (
    <div class={status.banner} data-status={refused > 0 ? "offline" : "outbox"} role="status" data-outbox-count={all.length}>
      <span>
        {refused > 0 ? t("outbox.refusedCount", { count: refused }) : t("outbox.count", { count: all.length })}
      </span>
      <ButtonLink size="small" href="/outbox">
        {t("outbox.show")}
      </ButtonLink>
    </div>
  );
}
