import { useInfiniteQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { t as shared } from "../../../../kernel/messages";
import { fail, toast } from "../../../../kernel/toast";
import { useWorld } from "../../../../kernel/world";
import { Button } from "../../../../ui/Button";
import { Actions, Card } from "../../../../ui/Card";
import { Time } from "../../../../ui/Person";
import { More } from "../../../../ui/States";
import { Line, Lines } from "../../../../ui/TextFields";
import { announcementsQuery } from "../courses";
import { keys } from "../keys";
import { t } from "../messages";
import { type CourseRead, requests } from "../requests";
import css from "./Announcements.module.css";
import { Rich } from "./Rich";

/** What was announced in a course, and where who teaches it announces something. */
export function Announcements({ course }: { course: CourseRead }) {
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(announcementsQuery(course.id));
  const [writing, setWriting] = useState(false);
  const found = data?.pages.flatMap((page) => page.data) ?? [];
  const mayWrite = course.canTeach && course.status !== "ARCHIVED";
  if (found.length === 0 && !mayWrite) return null;
  return (
    <Card aria-label={t("announcements")}>
      <div class={css.head}>
        <h2>{t("announcements")}</h2>
        {mayWrite && !writing && (
          <Button size="small" onClick={() => setWriting(true)}>
            {t("announce")}
          </Button>
        )}
      </div>
      {writing && <Write course={course} onDone={() => setWriting(false)} />}
      {found.length > 0 && (
        <ul class={css.list}>
          {found.map(({ id, title, content, author, createdAt }) => (
            <li key={id} class={css.one}>
              <b dir="auto">{title}</b>
              <span class={css.who}>
                <span dir="auto">{author.name}</span> · <Time iso={createdAt} />
              </span>
              <Rich text={content} format="MD" />
            </li>
          ))}
        </ul>
      )}
      {hasNextPage && <More loading={isFetchingNextPage} onMore={() => void fetchNextPage()} />}
    </Card>
  );
}

function Write({ course, onDone }: { course: CourseRead; onDone: () => void }) {
  const { cache } = useWorld();
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  async function send() {
    setBusy(true);
    try {
      await requests.announce(course.id, title, text);
      toast(t("announced"));
      void cache.invalidateQueries({ queryKey: keys.announcements(course.id) });
      onDone();
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  }
  const empty = title.trim() === "" || text.trim() === "";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && !empty) void send();
      }}
    >
      <Line label={t("announceTitle")} value={title} maxLength={200} onText={setTitle} />
      <Lines label={t("announceText")} value={text} maxLength={5000} rows={4} onText={setText} />
      <Actions end>
        <Button onClick={onDone}>{shared("app.cancel")}</Button>
        <Button kind="primary" type="submit" aria-disabled={busy || empty}>
          {t("announceSend")}
        </Button>
      </Actions>
    </form>
  );
}
