import { CircleAlert, Clock } from "lucide-preact";

import { t } from "../kernel/messages";
import type { Outbox, Waiting } from "../kernel/offline";
import { fail } from "../kernel/toast";
import { Button } from "./Button";
import { askFirst } from "./Dialog";
import { Time } from "./Person";
import { isKhmer } from "./text";
import css from "./Waiting.module.css";

interface WaitingTextsProps {
  outbox: Outbox;
  rows: readonly Waiting[];
  /** Whether to say of each what it is; not where the place says it. */
  kinds?: boolean;
}

/** Texts that the server does not have yet, in their order. */
export function WaitingTexts({ outbox, rows, kinds = false }: WaitingTextsProps) {
  if (rows.length === 0) return null;
  return (
    <ol class={css.list} aria-label={t("outbox.title")}>
      {rows.map((row) => (
        <Text key={row.id} outbox={outbox} row={row} kinds={kinds} />
      ))}
    </ol>
  );
}

function Text({ outbox, row, kinds }: { outbox: Outbox; row: Waiting; kinds: boolean }) {
  const { id, kind, state, reason } = row;
  const content = String(row.body.content ?? "");
  const refused = state === "refused";
  const Sign = refused ? CircleAlert : Clock;
  const name = `outbox.kind.${kind}`;

  async function discard() {
    const sure = await askFirst({
      title: t("outbox.discardTitle"),
      text: t("outbox.discardText"),
      confirm: t("outbox.discard"),
      cancel: t("app.cancel"),
    });
    if (sure) await outbox.discard(id).catch(fail);
  }

  return (
    <li class={css.row} data-outbox={id} data-state={state}>
      <p class={css.state}>
        <Sign size={16} aria-hidden="true" />
        {kinds && t.has(name) && <b>{t(name)}</b>}
        <span>{refused ? t("outbox.refused", { reason: reason ?? "" }) : t("outbox.waiting")}</span>
        <Time iso={new Date(row.writtenAt).toISOString()} />
      </p>
      <p class={css.text} dir="auto" lang={isKhmer(content) ? "km" : undefined}>
        {content}
      </p>
      <div class={css.actions}>
        {refused && (
          <Button size="small" onClick={() => outbox.retry(id).catch(fail)}>
            {t("outbox.retry")}
          </Button>
        )}
        <Button size="small" kind="quiet" onClick={() => void discard()}>
          {t("outbox.discard")}
        </Button>
      </div>
    </li>
  );
}
