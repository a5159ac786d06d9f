import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { moment } from "../../../kernel/time";
import { Gallery } from "../../../shared/uploads/Gallery";
import { Card, Chip } from "../../../ui/Card";
import { Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import css from "../pages/Coursework.module.css";
import { type SubmissionEntry, type SubmissionRead, type WorkRead, requests } from "../requests";
import { GradeForm } from "./GradeForm";
import { Thread } from "./Thread";

interface MarkingProps {
  work: WorkRead;
  entry: SubmissionEntry;
  onNext: () => void;
}

/** One student's work, and the grade for it. */
export function Marking({ work, entry, onNext }: MarkingProps) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.submission(work.id, entry.id ?? ""),
    queryFn: () => requests.submission(work.id, entry.id ?? ""),
    enabled: entry.id !== null,
  });
  if (entry.id !== null && isPending) return <Skeletons count={1} shape="post" />;
  if (entry.id !== null && data === undefined)
    return <Trouble title={t("grading.error")} error={error} retry={() => void refetch()} />;
  return (
    <div class={css.list}>
      <Attempts mine={data ?? null} />
      <GradeForm key={data?.version ?? 0} work={work} entry={entry} mine={data ?? null} onNext={onNext} />
      {data !== undefined && <Thread workId={work.id} mine={data} />}
      {data !== undefined && <History workId={work.id} submissionId={data.id} />}
    </div>
  );
}

function Attempts({ mine }: { mine: SubmissionRead | null }) {
  const handedIn = mine?.attempts.filter(({ attempt }) => attempt > 0) ?? [];
  if (handedIn.length === 0) return <p class={css.note}>{t("grading.nothing")}</p>;
  return (
    <>
      {[...handedIn].reverse().map((one) => (
        <Card key={one.attempt} aria-label={t("grading.attempt", { n: one.attempt })}>
          <p class={css.line}>
            <b>{t("grading.attempt", { n: one.attempt })}</b>
            {one.receivedAt !== null && <span class={css.note}>{moment(one.receivedAt)}</span>}
            {one.isLate && <Chip kind="warn">{t("work.late")}</Chip>}
            {one.deductionPercent > 0 && <span>{t("grading.cut", { percent: one.deductionPercent })}</span>}
          </p>
          {one.content !== null && (
            <p class={css.words} dir="auto">
              {one.content}
            </p>
          )}
          {one.link !== null && (
            <a href={one.link} rel="noreferrer noopener" target="_blank">
              {one.link}
            </a>
          )}
          <Gallery files={one.media} />
        </Card>
      ))}
    </>
  );
}

/** Who changed the grade, when and why: asked for once it is opened. */
function History({ workId, submissionId }: { workId: string; submissionId: string }) {
  const [open, setOpen] = useState(false);
  const { data } = useQuery({ queryKey: keys.history(workId, submissionId), queryFn: () => requests.history(submissionId), enabled: open });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("history.title")}</summary>
      {open && data === undefined && <Skeletons count={2} shape="row" />}
      <ol class={css.list} reversed>
        {(data?.data ?? []).map((line) => (
          <li key={line.version} class={css.line}>
            <span>{t(`cause.${line.cause}`)}</span>
            {line.points !== null && <b>{line.points}</b>}
            <span class={css.note} dir="auto">
              {line.changedByName ?? t("history.itself")} · {moment(line.changedAt)}
              {line.reason !== null && ` · ${line.reason}`}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
