import { useState } from "preact/hooks";

import { ApiError } from "../../../../kernel/api";
import { t as shared } from "../../../../kernel/messages";
import { type PageProps, href, navigate, useLeaveGuard } from "../../../../kernel/router";
import { fail, toast } from "../../../../kernel/toast";
import { useWorld } from "../../../../kernel/world";
import { Button } from "../../../../ui/Button";
import { Actions, Card, Chip } from "../../../../ui/Card";
import { askFirst } from "../../../../ui/Dialog";
import { Failure } from "../../../../ui/Field";
import { Page } from "../../../../ui/Page";
import { Skeletons, Trouble } from "../../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { type LessonDraft, draftOf, lessonOf } from "../model/lessonDraft";
import { BesideEditor } from "../parts/BesideEditor";
import { CourseGone } from "../parts/Gone";
import { LessonFields } from "../parts/LessonFields";
import { Rich } from "../parts/Rich";
import { useLesson } from "../parts/useCourse";
import { type LessonRead, requests } from "../requests";
import css from "./Course.module.css";

/** Where a lesson is written. */
export default function EditLessonPage({ params: { id } }: PageProps<"/lessons/:id/edit">) {
  const { data: lesson, error, isPending, refetch } = useLesson(id);
  const writable = lesson?.canEdit === true;
  return (
    <Page
      title={t("editLesson")}
      back={lesson ? { href: href("/courses/:id/edit", { id: lesson.courseId }), label: t("toCourse") } : { href: "/courses", label: t("title") }}
      action={writable && <Chip kind={lesson.publishedAt === null ? "warn" : "calm"}>{t(lesson.publishedAt === null ? "status.DRAFT" : "status.PUBLISHED")}</Chip>}
    >
      {isPending && <Skeletons count={1} shape="post" />}
      {lesson === undefined && error !== null && (
        <Trouble title={t("lessonError")} error={error} retry={() => void refetch()} />
      )}
      {lesson !== undefined && !writable && <CourseGone />}
      {writable && <Editor key={lesson.id} lesson={lesson} />}
    </Page>
  );
}

const sure = () =>
  askFirst({ title: t("leaveWords"), text: "", confirm: t("leaveGo"), cancel: shared("app.cancel") });

function Editor({ lesson }: { lesson: LessonRead }) {
  const { cache } = useWorld();
  const [draft, setDraft] = useState<LessonDraft>(() => draftOf(lesson));
  // What the text was read as: somebody else's change of it is not written over.
  const [base, setBase] = useState(lesson);
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState(false);
  const [stale, setStale] = useState(false);
  useLeaveGuard(dirty, sure);
  const empty = draft.title.trim() === "";

  async function save(published: boolean) {
    setBusy(true);
    setStale(false);
    try {
      const saved = await requests.updateLesson(lesson.id, lessonOf(draft, base, published));
      cache.setQueryData(keys.lesson(lesson.id), saved);
      setBase(saved);
      setDirty(false);
      toast(t("saved"));
      void cache.invalidateQueries({ queryKey: keys.of(lesson.courseId) });
    } catch (error) {
      if (error instanceof ApiError && error.code === "lesson_changed") setStale(true);
      else fail(error);
    } finally {
      setBusy(false);
    }
  }

  async function remove() {
    const words = { title: t("lessonDeleteTitle"), text: t("lessonDeleteText"), confirm: t("lessonDelete") };
    if (!(await askFirst({ ...words, cancel: shared("app.cancel") }))) return;
    try {
      await requests.removeLesson(lesson.id);
    } catch (error) {
      return fail(error);
    }
    await navigate(href("/courses/:id/edit", { id: lesson.courseId }), { replace: true, force: true });
    cache.removeQueries({ queryKey: keys.lesson(lesson.id) });
    void cache.invalidateQueries({ queryKey: keys.of(lesson.courseId) });
  }

  return (
    <>
      <Card>
        <LessonFields
          lesson={lesson}
          draft={draft}
          set={(fields) => {
            setDraft({ ...draft, ...fields });
            setDirty(true);
          }}
        />
        {stale && <Failure>{t("lessonChanged")}</Failure>}
        <Actions end>
          <Button kind="quiet" onClick={() => void remove()}>
            {t("lessonDelete")}
          </Button>
          <Button aria-disabled={busy || empty} onClick={() => !busy && !empty && void save(false)}>
            {t("saveDraft")}
          </Button>
          <Button kind="primary" aria-disabled={busy || empty} onClick={() => !busy && !empty && void save(true)}>
            {base.publishedAt === null ? t("savePublish") : shared("app.save")}
          </Button>
        </Actions>
      </Card>
      <BesideEditor lesson={lesson} onChange={setBase} />
      {draft.content.trim() !== "" && (
        <Card aria-label={t("preview")}>
          <h2 class={css.heading}>{t("preview")}</h2>
          <Rich text={draft.content} format={draft.contentFormat} />
        </Card>
      )}
    </>
  );
}
