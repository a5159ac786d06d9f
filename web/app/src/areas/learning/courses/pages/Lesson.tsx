import { Check, Lock, Pencil } from "lucide-preact";
import { useState } from "preact/hooks";

import { ApiError } from "../../../../kernel/api";
import { inLanguage, language } from "../../../../kernel/i18n";
import { type PageProps, href } from "../../../../kernel/router";
import { fail, toast } from "../../../../kernel/toast";
import { useWorld } from "../../../../kernel/world";
import { Button, ButtonLink } from "../../../../ui/Button";
import { Actions, Card, Chip } from "../../../../ui/Card";
import { Page } from "../../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { Beside } from "../parts/Beside";
import { OutlineList } from "../parts/OutlineList";
import { Progress } from "../parts/Progress";
import { Rich } from "../parts/Rich";
import { useCourse, useLesson, useOutline } from "../parts/useCourse";
import { type LessonRead, requests } from "../requests";
import css from "./Lesson.module.css";

/** One lesson: its text, what is beside it, and the way to the next one. */
export default function LessonPage({ params: { id } }: PageProps<"/lessons/:id">) {
  const { data: lesson, error, isPending, refetch } = useLesson(id);
  const locked = error instanceof ApiError && error.code === "lesson_not_open";
  const title = lesson ? inLanguage(lesson.title, lesson.titleKh) : t("lesson");
  return (
    <Page
      title={title}
      back={lesson ? { href: href("/courses/:id", { id: lesson.courseId }), label: t("toCourse") } : { href: "/courses", label: t("title") }}
      lead={lesson && lesson.duration !== null && t("minutes", { count: lesson.duration })}
      action={lesson?.state === "DRAFT" && <Chip kind="warn">{t("state.DRAFT")}</Chip>}
    >
      {isPending && <Skeletons count={1} shape="post" />}
      {lesson === undefined && locked && <Empty icon={Lock} title={t("lessonLocked")} hint={t("lessonLockedHint")} />}
      {lesson === undefined && error !== null && !locked && (
        <Trouble title={t("lessonError")} error={error} retry={() => void refetch()} />
      )}
      {lesson === null && (
        <Empty icon={Lock} title={t("lessonGone")} hint={t("goneHint")}>
          <ButtonLink href="/courses">{t("title")}</ButtonLink>
        </Empty>
      )}
      {lesson && <Content lesson={lesson} />}
    </Page>
  );
}

function Content({ lesson }: { lesson: LessonRead }) {
  // The channel of the course tells when the lesson changes.
  useCourse(lesson.courseId);
  const outline = useOutline(lesson.courseId).data;
  const khmer = language.value === "km" && lesson.contentKh !== null;
  const text = khmer ? lesson.contentKh : (lesson.content ?? lesson.contentKh);
  return (
    <div class={css.page}>
      <div class={css.main}>
        {outline !== undefined && outline.progress !== null && <Progress percent={outline.progress} />}
        {text !== null && (
          <Card>
            <Rich text={text} format={lesson.contentFormat} {...(khmer && { lang: "km" as const })} />
          </Card>
        )}
        {lesson.resources.length > 0 && <Beside lesson={lesson} quizzes={outline?.quizzes ?? []} />}
        <Foot lesson={lesson} order={outline?.lessons ?? []} />
      </div>
      {outline !== undefined && (
        <nav class={css.outline} aria-label={t("outline")}>
          <OutlineList outline={outline} opens current={lesson.id} />
        </nav>
      )}
    </div>
  );
}

/** Whether the lesson is done, and the ways to those before and after it. */
function Foot({ lesson, order }: { lesson: LessonRead; order: readonly { id: string; state: string }[] }) {
  const { cache } = useWorld();
  const [busy, setBusy] = useState(false);
  const open = order.filter(({ state }) => state !== "LOCKED" && state !== "NOT_YET");
  const place = open.findIndex(({ id }) => id === lesson.id);
  const [before, after] = [open[place - 1], place < 0 ? undefined : open[place + 1]];
  const done = lesson.myCompletedAt !== null;

  async function complete(completed: boolean) {
    setBusy(true);
    try {
      const found = await requests.complete(lesson.id, completed);
      cache.setQueryData(keys.lesson(lesson.id), {
        ...lesson,
        myCompletedAt: found.completedAt,
        state: found.completedAt === null ? "OPEN" : "DONE",
      });
      if (completed && found.courseCompletedAt !== null) toast(t("completed"));
      await Promise.all([
        cache.invalidateQueries({ queryKey: keys.of(lesson.courseId) }),
        cache.invalidateQueries({ queryKey: keys.lists }),
      ]);
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Actions>
      {lesson.canComplete && !done && (
        <Button kind="primary" aria-disabled={busy} onClick={() => !busy && void complete(true)}>
          <Check size={18} aria-hidden="true" />
          {t("markDone")}
        </Button>
      )}
      {lesson.canComplete && done && (
        <Button kind="quiet" aria-disabled={busy} onClick={() => !busy && void complete(false)}>
          {t("markUndone")}
        </Button>
      )}
      {before !== undefined && <ButtonLink href={href("/lessons/:id", { id: before.id })}>{t("previous")}</ButtonLink>}
      {after !== undefined && (
        <ButtonLink kind={done ? "primary" : "plain"} href={href("/lessons/:id", { id: after.id })}>
          {t("next")}
        </ButtonLink>
      )}
      {lesson.canEdit && (
        <ButtonLink href={href("/lessons/:id/edit", { id: lesson.id })}>
          <Pencil size={18} aria-hidden="true" />
          {t("editLesson")}
        </ButtonLink>
      )}
    </Actions>
  );
}
