import { useState } from "preact/hooks";

import { href } from "../../../kernel/router";
import { Gallery } from "../../../shared/uploads/Gallery";
import { Button } from "../../../ui/Button";
import { Actions, Card, Chip } from "../../../ui/Card";
import { Avatar, RoleTag, Time } from "../../../ui/Person";
import { t as shared } from "../../../shared/messages";
import { t } from "../messages";
import type { Case } from "../requests";
import { AppealText, DecideAppeal } from "./Appeal";
import css from "./CaseCard.module.css";
import { DecideDialog } from "./DecideDialog";

/** Something that was reported, with what is needed to judge it. */
export function CaseCard({ one }: { one: Case }) {
  const [deciding, setDeciding] = useState(false);
  const { author, context, reports, record } = one;
  const changed = one.content !== null && one.content !== one.evidence;
  return (
    <Card aria-label={t("case.label", { name: author.name })} data-case={one.id}>
      <div class={css.head}>
        <Avatar person={author} />
        <a href={href("/people/:id", { id: author.id })} dir="auto">
          <b>{author.name}</b>
        </a>
        <RoleTag role={author.role} />
        <Chip kind="calm">{t(`target.${one.targetType}`)}</Chip>
        <Time iso={one.createdAt} />
      </div>
      <blockquote class={css.said} dir="auto">
        {one.evidence || t("case.noText")}
      </blockquote>
      {one.content === null && <p class={css.note}>{t("case.gone")}</p>}
      {changed && (
        <p class={css.note} dir="auto">
          {t("case.now", { text: one.content ?? "" })}
        </p>
      )}
      {one.attachments.length > 0 && <Gallery files={one.attachments} />}
      {context.length > 0 && (
        <details class={css.around}>
          <summary>{t("case.around")}</summary>
          <ol>
            {context.map((line) => (
              <li key={line.id} data-reported={line.reported}>
                <b dir="auto">{line.author.name}</b>
                <span dir="auto">{line.deleted ? t("case.deleted") : line.content}</span>
              </li>
            ))}
          </ol>
        </details>
      )}
      <ul class={css.reports} aria-label={t("case.reports", { count: reports.length })}>
        {reports.map((report) => (
          <li key={report.id}>
            <b>{shared(`report.${report.reason}`)}</b>
            {report.details !== null && <span dir="auto">{report.details}</span>}
            <span class={css.note}>
              <span dir="auto">{report.reporter.name}</span> · <Time iso={report.createdAt} />
            </span>
          </li>
        ))}
      </ul>
      <p class={css.note}>{t("case.record", { warnings: record.warnings, removals: record.removals, suspensions: record.suspensions })}</p>
      {one.decision === null ? (
        <Actions end>
          <Button kind="primary" onClick={() => setDeciding(true)}>
            {t("case.decide")}
          </Button>
        </Actions>
      ) : (
        <p class={css.decided}>
          <b>{t(`decision.${one.decision}`)}</b> <span dir="auto">{one.reason}</span>{" "}
          {one.decidedBy !== null && t("case.by", { name: one.decidedBy.name })}
        </p>
      )}
      {one.appeal !== null && <AppealText appeal={one.appeal} />}
      {one.appeal !== null && one.appeal.verdict === null && <DecideAppeal id={one.id} />}
      {deciding && <DecideDialog one={one} onClose={() => setDeciding(false)} />}
    </Card>
  );
}
