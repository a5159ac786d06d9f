import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { fail, toast } from "../../../kernel/toast";
import { moment } from "../../../kernel/time";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Card, Chip } from "../../../ui/Card";
import { Labelled } from "../../../ui/Controls";
import { Area } from "../../../ui/Field";
import { Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { readCell } from "../model/cells";
import css from "../pages/Coursework.module.css";
import { type SubmissionEntry, type SubmissionRead, type WorkRead, requests } from "../requests";

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
    <div>
      <Attempts mine={data ?? null} />
      <Grade key={data?.version ?? 0} work={work} entry={entry} mine={data ?? null} onNext={onNext} />
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
          {one.media.map((file) => (
            <p key={file.uploadId}>
              <a href={file.url} rel="noreferrer noopener" target="_blank">
                {file.name}
              </a>
            </p>
          ))}
        </Card>
      ))}
    </>
  );
}

function Grade({ work, entry, mine, onNext }: MarkingProps & { mine: SubmissionRead | null }) {
  const { cache } = useWorld();
  const last = mine?.attempts.at(-1)?.rawPoints ?? null;
  const [points, setPoints] = useState(last === null ? "" : String(last));
  const [feedback, setFeedback] = useState(mine?.feedback ?? "");
  const [busy, setBusy] = useState(false);
  const read = readCell(points);
  const usable = read !== null && "points" in read;
  async function save(grade: { points: number } | { state: "EXCUSED" }, goOn: boolean) {
    setBusy(true);
    const said = feedback.trim() === "" ? {} : { feedback };
    try {
      const id = entry.id ?? entry.student?.id ?? "";
      await requests.grade(work.id, id, { version: mine?.version ?? 0, waiveLateness: false, ...grade, ...said });
      toast(t("grading.saved"));
      // Before the list is read anew: the next one is the next of the list that is seen.
      if (goOn) onNext();
      await cache.invalidateQueries({ queryKey: keys.work(work.id) });
    } catch (error) {
      fail(error);
      void cache.invalidateQueries({ queryKey: keys.work(work.id) });
    } finally {
      setBusy(false);
    }
  }
  const submit = (goOn: boolean) => {
    if (read !== null && "points" in read) void save(read, goOn);
  };
  return (
    <Card aria-label={t("grading.title")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit(true);
        }}
      >
        <Labelled
          label={t("grading.points", { max: work.maxPoints })}
          error={points !== "" && !usable ? t("book.wrong") : null}
        >
          {(control) => (
            <input
              {...control}
              class={css.cell}
              inputMode="decimal"
              autocomplete="off"
              value={points}
              onInput={(event) => setPoints(event.currentTarget.value)}
            />
          )}
        </Labelled>
        <Area label={t("grading.feedback")} value={feedback} onText={setFeedback} />
        <Actions end>
          <Button kind="quiet" disabled={busy} onClick={() => void save({ state: "EXCUSED" }, false)}>
            {t("grading.excuse")}
          </Button>
          <Button disabled={busy || !usable} onClick={() => submit(false)}>
            {t("grading.save")}
          </Button>
          <Button kind="primary" type="submit" disabled={busy || !usable}>
            {t("grading.next")}
          </Button>
        </Actions>
      </form>
    </Card>
  );
}
