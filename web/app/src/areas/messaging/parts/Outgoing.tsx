import { CircleAlert, Clock } from "lucide-preact";

import type { Waiting } from "../../../kernel/offline";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { isKhmer } from "../../../ui/text";
import { t } from "../messages";
import css from "./Bubble.module.css";

/** A message that the server does not have yet: it goes out by itself, under the same id. */
export function Outgoing({ row }: { row: Waiting }) {
  const { outbox } = useWorld();
  const content = String(row.body.content ?? "");
  const refused = row.state === "refused";
  const Sign = refused ? CircleAlert : Clock;
  return (
    <div class={css.bubble} data-mine="true" data-outbox={row.id} data-state={row.state}>
      <p class={css.text} dir="auto" lang={isKhmer(content) ? "km" : undefined}>
        {content || t("list.files", { count: 1 })}
      </p>
      <p class={css.foot}>
        <span class={css.state}>
          <Sign size={14} aria-hidden="true" />
          {refused ? t("state.refused", { reason: row.reason ?? "" }) : t("state.sending")}
        </span>
        {refused && (
          <>
            <Button size="small" onClick={() => outbox.retry(row.id).catch(fail)}>
              {t("state.again")}
            </Button>
            <Button size="small" kind="quiet" onClick={() => outbox.discard(row.id).catch(fail)}>
              {t("state.discard")}
            </Button>
          </>
        )}
      </p>
    </div>
  );
}
