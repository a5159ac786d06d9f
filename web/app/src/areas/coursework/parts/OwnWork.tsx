import { useQuery } from "@tanstack/preact-query";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { ApiError, randomUuid } from "../../../kernel/api";
import { fail, toast } from "../../../kernel/toast";
import { moment } from "../../../kernel/time";
import { useDraft } from "../../../kernel/useDraft";
import { useWorld } from "../../../kernel/world";
import { AddFiles, FileList } from "../../../shared/uploads/FileList";
import { Files } from "../../../shared/uploads/files";
import { Gallery } from "../../../shared/uploads/Gallery";
import { Button } from "../../../ui/Button";
import { Actions, Card, Chip } from "../../../ui/Card";
import { Area } from "../../../ui/Field";
import { keys } from "../keys";
import { t } from "../messages";
import css from "../pages/Coursework.module.css";
import { type SubmissionRead, type WorkRead, requests } from "../requests";
import { Thread } from "./Thread";

const SAVED_AFTER_MS = 1500;
const AGAIN_AFTER_MS = 4000;

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

function Writing({ work: { id, type, my }, mine }: { work: WorkRead; mine: SubmissionRead | null }) {
  const { cache } = useWorld();
  const asksForLink = type === "LINK" || type === "VIDEO";
  const asksForFiles = type === "FILE" || type === "VIDEO";
  const files = useMemo(() => new Files("SUBMISSION", mine?.draft?.media ?? []), []);
  const attached = files.list.value;
  const kept = asksForLink ? mine?.draft?.link : mine?.draft?.content;
  // The server has it a moment later, or once there is a network: until then it lies here.
  const [unsaved, keep] = useDraft<string>(`work:${id}`);
  const [text, setText] = useState(unsaved ?? kept ?? "");
  const [saved, setSaved] = useState<"saved" | "saving" | "unsaved" | null>(unsaved === undefined ? null : "unsaved");
  const delay = useRef(SAVED_AFTER_MS);
  const [busy, setBusy] = useState(false);
  const sent = useRef({ content: "", key: "" });
  const words = text.trim();
  const media = files.settled ? files.attachments() : [];
  const body = () => ({ ...(words === "" ? {} : asksForLink ? { link: words } : { content: text }), media: files.attachments() });
  const enough = { TEXT: words !== "", LINK: words !== "", FILE: media.length > 0, VIDEO: words !== "" || media.length > 0 };
  const ready = files.settled && (enough[type as keyof typeof enough] ?? false);
  const uploads = media.map(({ uploadId }) => uploadId).join();
  const first = useRef(uploads);
  useEffect(() => {
    if (uploads === first.current) return;
    first.current = uploads;
    setSaved("unsaved");
  }, [uploads]);
  useEffect(() => {
    if (saved !== "unsaved" || !files.settled) return;
    const timer = setTimeout(() => {
      setSaved("saving");
      requests.saveDraft(id, body()).then(
        () => {
          delay.current = SAVED_AFTER_MS;
          setSaved((now) => (now === "saving" ? "saved" : now));
        },
        (error: unknown) => {
          delay.current = AGAIN_AFTER_MS;
          // A link that is half written is none yet: it is saved once it is one.
          setSaved(error instanceof ApiError && error.temporary ? "unsaved" : null);
        },
      );
    }, delay.current);
    return () => clearTimeout(timer);
  }, [text, uploads, attached, saved]);
  useEffect(() => {
    if (saved === "saved") keep(undefined);
  }, [saved]);
  async function submit() {
    setBusy(true);
    // One key as long as it is the same work: an answer that was lost is asked for again.
    const content = JSON.stringify(body());
    if (content !== sent.current.content) sent.current = { content, key: randomUuid() };
    try {
      await requests.submit(id, body(), sent.current.key);
      keep(undefined);
      sent.current = { content: "", key: "" };
      toast(t("work.done"));
      await cache.invalidateQueries({ queryKey: keys.work(id) });
      void cache.invalidateQueries({ queryKey: keys.todo });
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  }
  const label = t(asksForLink ? "work.link" : "work.text");
  return (
    <Card aria-label={t("work.yours")}>
      <h2>{t("work.yours")}</h2>
      <Area
        label={label}
        placeholder={label}
        value={text}
        onText={(written) => {
          setText(written);
          keep(written);
          setSaved("unsaved");
        }}
      />
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
