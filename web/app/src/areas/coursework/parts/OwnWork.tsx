import { useQuery } from "@tanstack/preact-query";

import { fail } from "../../../kernel/toast";
import { moment } from "../../../kernel/time";
import { useWorld } from "../../../kernel/world";
import { AddFiles, FileList } from "../../../shared/uploads/FileList";
import { Gallery } from "../../../shared/uploads/Gallery";
import { Button } from "../../../ui/Button";
import { Actions, Card, Chip } from "../../../ui/Card";
import { Area } from "../../../ui/Field";
import { keys } from "../keys";
import { t } from "../messages";
import css from "../pages/Coursework.module.css";
import { type SubmissionRead, type WorkRead, requests } from "../requests";
import { Thread } from "./Thread";
import { useWriting } from "./useWriting";

/** What one hands in: a draft that the server keeps, and what was handed in before. */
export function OwnWork({ work }: { work: WorkRead }) {
  const { id, my } = work;
  const submissionId = my?.submissionId ?? "";
  const { data } = useQuery({
    queryKey: keys.submission(id, submissionId),
    queryFn: () => requests.submission(id, submissionId),
    enabled: submissionId !== "",
  });
  const known = submissionId === "" || data !== undefined;
  return (
    <>
      {known && work.canSubmit && <Writing key={`${id}/${my?.attempt ?? 0}`} work={work} mine={data ?? null} />}
      {!work.canSubmit && <p class={css.note}>{t("work.closed")}</p>}
      {data !== undefined && <HandedIn work={work} mine={data} />}
      {data !== undefined && data.attempts.length > 0 && <Thread workId={id} mine={data} />}
    </>
  );
}

function Writing({ work, mine }: { work: WorkRead; mine: SubmissionRead | null }) {
  const { type, my } = work;
  const { text, write, files, saved, ready, busy, submit, asksForLink } = useWriting(work, mine);
  const asksForFiles = type === "FILE" || type === "VIDEO";
  const label = t(asksForLink ? "work.link" : "work.text");
  return (
    <Card aria-label={t("work.yours")}>
      <h2>{t("work.yours")}</h2>
      <Area label={label} placeholder={label} value={text} onText={write} />
      {(asksForFiles || type === "TEXT") && (
        <div>
          <FileList files={files} />
          <AddFiles files={files} />
        </div>
      )}
      <p class={css.note} role="status">
        {saved !== null && t(`work.${saved}`)}
      </p>
      <Actions end>
        <Button kind="primary" disabled={busy || !ready} onClick={() => void submit()}>
          {t(my !== null && my.attempt > 0 ? "work.again" : "work.submit")}
        </Button>
      </Actions>
    </Card>
  );
}

function HandedIn({ work: { id, maxPoints }, mine }: { work: WorkRead; mine: SubmissionRead }) {
  const { cache } = useWorld();
  if (mine.attempts.length === 0) return null;
  const last = mine.attempts[mine.attempts.length - 1];
  async function takeBack() {
    try {
      await requests.takeBack(id);
      await cache.invalidateQueries({ queryKey: keys.work(id) });
    } catch (error) {
      fail(error);
    }
  }
  return (
    <Card aria-label={t("work.done")}>
      <h2>{t("work.attempts", { count: mine.attempts.length })}</h2>
      {mine.feedback !== null && (
        <>
          <h3>{t("work.feedback")}</h3>
          <p class={css.words} dir="auto">
            {mine.feedback}
          </p>
        </>
      )}
      <ol class={css.list} reversed>
        {[...mine.attempts].reverse().map((one) => (
          <li key={one.attempt}>
            <p class={css.line}>
              <b>{t("grading.attempt", { n: one.attempt })}</b>
              {one.receivedAt !== null && <span class={css.note}>{moment(one.receivedAt)}</span>}
              {one.isLate && <Chip kind="warn">{t("work.late")}</Chip>}
              {one.points !== null && <span>{t("work.points", { points: one.points, max: maxPoints })}</span>}
            </p>
            {(one.content ?? one.link) !== null && (
              <p class={css.words} dir="auto">
                {one.content ?? one.link}
              </p>
            )}
            <Gallery files={one.media} />
          </li>
        ))}
      </ol>
      {last !== undefined && last.rawPoints === null && (
        <Actions end>
          <Button kind="quiet" onClick={() => void takeBack()}>
            {t("work.takeBack")}
          </Button>
        </Actions>
      )}
    </Card>
  );
}
