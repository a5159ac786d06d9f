import { LinkButton } from "../../../ui/Button";
import { Card } from "../../../ui/Card";
import { Time } from "../../../ui/Person";
import { t } from "../messages";
import { type Change, changesOf } from "../model/audit";
import type { Entry } from "../requests";
import css from "./AuditEntry.module.css";

/** What an action is called; one that has no words yet says itself. */
export function actionName(action: string): string {
  const key = `audit.did.${action}`;
  return t.has(key) ? t(key) : action;
}

/** One row of the log: who did what, what became of it, and where it came from. */
export function AuditEntry({ entry, onActor }: { entry: Entry; onActor: () => void }) {
  const { seq, action, actor, subjectName, createdAt, ip, userAgent, requestId, entityType, entityId } = entry;
  const changes = changesOf(entry);
  return (
    <li>
      <Card>
        <div class={css.head}>
          <b>{actionName(action)}</b>
          <span class={css.soft}>
            {actor === null ? (
              t("audit.platform")
            ) : (
              <LinkButton onClick={onActor}>
                <bdi>{actor.name || t("audit.erased")}</bdi>
              </LinkButton>
            )}
            {subjectName !== null && (
              <>
                {" → "}
                <bdi>{subjectName || t("audit.erased")}</bdi>
              </>
            )}
            {" · "}
            <Time iso={createdAt} />
          </span>
        </div>
        {changes.length > 0 && (
          <dl class={css.changes}>
            {changes.map((change) => (
              <Value key={change.name} change={change} />
            ))}
          </dl>
        )}
        <details class={css.more}>
          <summary>{t("audit.details")}</summary>
          <p>
            {t("audit.number", { number: String(seq) })} · {entityType} {entityId}
            {ip !== null && <bdi> · {ip}</bdi>}
            {userAgent !== null && <bdi> · {userAgent}</bdi>}
            {requestId !== null && <bdi> · {requestId}</bdi>}
          </p>
        </details>
      </Card>
    </li>
  );
}

function Value({ change: { name, before, after } }: { change: Change }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {before !== null && <del>{before}</del>} {after !== null && <ins>{after}</ins>}
      </dd>
    </div>
  );
}
