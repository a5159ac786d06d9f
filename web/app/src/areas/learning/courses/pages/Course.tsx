import { Award, ClipboardList, Pencil, Users } from "lucide-preact";

import { inLanguage } from "../../../../kernel/i18n";
import { t as shared } from "../../../../kernel/messages";
import { type PageProps, href } from "../../../../kernel/router";
import { fail, toast } from "../../../../kernel/toast";
import { useWorld } from "../../../../kernel/world";
import { Button, ButtonLink } from "../../../../ui/Button";
import { Actions, Card, Chip } from "../../../../ui/Card";
import { askFirst } from "../../../../ui/Dialog";
import { Page } from "../../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { Announcements } from "../parts/Announcements";
import { courseFacts } from "../parts/CourseCard";
import { Faq } from "../parts/Faq";
import { CourseGone } from "../parts/Gone";
import { OutlineList } from "../parts/OutlineList";
import { Progress } from "../parts/Progress";
import { useCourse, useOutline } from "../parts/useCourse";
import { type CourseRead, type OutlineRead, requests } from "../requests";
import css from "./Course.module.css";

/** One course: what it is, its lessons, and how far the reader has come. */
export default function CoursePage({ params: { id } }: PageProps<"/courses/:id">) {
  const { data: course, error, isPending, refetch } = useCourse(id);
  const title = course ? inLanguage(course.title, course.titleKh) : t("one");
  return (
    <Page
      title={title}
      lead={course && `${courseFacts(course)} · ${t("by", { name: course.owner.name })}`}
      back={{ href: "/courses", label: t("title") }}
      action={course && course.status !== "PUBLISHED" && <Chip kind="warn">{t(`status.${course.status}`)}</Chip>}
    >
      {isPending && <Skeletons count={1} shape="post" />}
      {course === undefined && error !== null && (
        <Trouble title={t("oneError")} error={error} retry={() => void refetch()} />
      )}
      {course === null && <CourseGone />}
      {course && <Content course={course} />}
    </Page>
  );
}

function Content({ course }: { course: CourseRead }) {
  const outline = useOutline(course.id);
  return (
    <>
      <Door course={course} outline={outline.data} />
      {course.canStudy && <Announcements course={course} />}
      <Card aria-label={t("outline")}>
        <h2 class={css.heading}>{t("outline")}</h2>
        {outline.isPending && <Skeletons count={2} shape="row" />}
        {outline.data === undefined && outline.error !== null && (
          <Trouble title={t("oneError")} error={outline.error} retry={() => void outline.refetch()} />
        )}
        {outline.data?.lessons.length === 0 && <Empty icon={Pencil} title={t("noLessons")} hint={t("noLessonsHint")} />}
        {outline.data !== undefined && <OutlineList outline={outline.data} opens={course.canStudy} />}
      </Card>
      <Faq course={course} />
    </>
  );
}

/** What the course is about, and what the reader may do with it now. */
function Door({ course, outline }: { course: CourseRead; outline: OutlineRead | undefined }) {
  const { id } = course;
  const description = inLanguage(course.description ?? "", course.descriptionKh);
  const next = outline?.lessons.find(({ state }) => state === "OPEN") ?? outline?.lessons.find(({ state }) => state === "DONE");
  const studies = course.myRole === "STUDENT";
  const left = outline?.quizzes.filter(({ passed }) => !passed).length ?? 0;
  return (
    <Card>
      {description !== "" && (
        <p class={css.description} dir="auto">
          {description}
        </p>
      )}
      {studies && course.myProgress !== null && <Progress percent={course.myProgress} />}
      {studies && course.myCompletedAt !== null && <p class={css.note}>{t("completed")}</p>}
      {studies && course.myCompletedAt === null && left > 0 && <p class={css.note}>{t("quizzesLeft", { count: left })}</p>}
      {!course.canStudy && !course.canEnrol && <p class={css.note}>{t("askTeacher")}</p>}
      {course.joinCode !== null && course.status !== "ARCHIVED" && (
        <p class={css.note}>
          {t("codeLabel")}: <code class={css.code}>{course.joinCode}</code>
        </p>
      )}
      <Actions>
        {course.canEnrol && <Enrol id={id} />}
        {course.canStudy && next !== undefined && (
          <ButtonLink kind={course.canEdit ? "plain" : "primary"} href={href("/lessons/:id", { id: next.id })}>
            {t(next.state === "DONE" ? "again" : (course.myProgress ?? 0) > 0 ? "continue" : "start")}
          </ButtonLink>
        )}
        {course.canEdit && (
          <ButtonLink kind="primary" href={href("/courses/:id/edit", { id })}>
            <Pencil size={18} aria-hidden="true" />
            {t("edit")}
          </ButtonLink>
        )}
        {course.canOwn && course.status === "ARCHIVED" && (
          <ButtonLink href={href("/courses/:id/edit", { id })}>{t("unarchive")}</ButtonLink>
        )}
        {(course.canStudy || course.canEdit) && (
          <ButtonLink href={`/courses/${id}/assignments`}>
            <ClipboardList size={18} aria-hidden="true" />
            {t("work")}
          </ButtonLink>
        )}
        {course.canStudy && (
          <ButtonLink href={href("/courses/:id/people", { id })}>
            <Users size={18} aria-hidden="true" />
            {t("people")}
          </ButtonLink>
        )}
        {studies && course.myCompletedAt !== null && course.certificates && (
          <ButtonLink href={href("/courses/:id/certificate", { id })}>
            <Award size={18} aria-hidden="true" />
            {t("certificateShow")}
          </ButtonLink>
        )}
        {studies && <Leave id={id} />}
      </Actions>
    </Card>
  );
}

function Enrol({ id }: { id: string }) {
  const { cache } = useWorld();
  async function enrol() {
    try {
      cache.setQueryData(keys.course(id), await requests.enrol(id));
    } catch (error) {
      return fail(error);
    }
    toast(t("enrolled"));
    void cache.invalidateQueries({ queryKey: keys.outline(id) });
    void cache.invalidateQueries({ queryKey: keys.lists });
  }
  return (
    <Button kind="primary" onClick={() => void enrol()}>
      {t("enrol")}
    </Button>
  );
}

function Leave({ id }: { id: string }) {
  const { cache } = useWorld();
  async function leave() {
    const words = { title: t("leaveTitle"), text: t("leaveText"), confirm: t("leave"), cancel: shared("app.cancel") };
    if (!(await askFirst(words))) return;
    try {
      await requests.leave(id);
    } catch (error) {
      return fail(error);
    }
    void cache.invalidateQueries({ queryKey: ["courses"] });
  }
  return (
    <Button kind="quiet" onClick={() => void leave()}>
      {t("leave")}
    </Button>
  );
}
