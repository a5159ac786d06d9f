import { t as shared } from "../../../kernel/messages";
import { moment } from "../../../kernel/time";
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

/** What a column is called; one that has no words yet says itself. */
function fieldName(name: string): string {
  const key = `audit.field.${name}`;
  return t.has(key) ? t(key) : name;
}

/** A value in words, where it has any. */
function valueOf(value: string, kind: Change["kind"]): string {
  if (kind === "moment") return moment(value);
  const word = `audit.value.${value}`;
  if (t.has(word)) return t(word);
  const role = `role.${value}`;
  return shared.has(role) ? shared(role) : value;
}

/** One row of the log: who did what, what became of it, and where it came from. */
export function AuditEntry({ entry, onActor }: { entry: Entry; onActor: () => void }) {
  const { seq, action, actor, subjectName, createdAt, ip, userAgent, requestId, entityType, entityId } = entry;
  const found = changesOf(entry);
  const changes = found.filter(({ kind }) => kind !== "id");
  const ids = found.filter(({ kind }) => kind === "id");
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
        {changes.length > 0 && <Values changes={changes} />}
        <details class={css.more}>
          <summary>{t("audit.details")}</summary>
          <p>
            {t("audit.number", { number: String(seq) })} · {entityType} {entityId}
            {ip !== null && <bdi> · {ip}</bdi>}
            {userAgent !== null && <bdi> · {userAgent}</bdi>}
            {requestId !== null && <bdi> · {requestId}</bdi>}
          </p>
          {ids.length > 0 && <Values changes={ids} />}
        </details>
      </Card>
    </li>
  );
}

function Values({ changes }: { changes: Change[] }) {
  return (
    <dl class={css.changes}>
      {changes.map(({ name, before, after, kind }) => (
        <div key={name}>
          <dt>{fieldName(name)}</dt>
          <dd>
            {before !== null && <del>{valueOf(before, kind)}</del>} {after !== null && <ins>{valueOf(after, kind)}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
