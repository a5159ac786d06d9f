import { useInfiniteQuery } from "@tanstack/preact-query";
import { UserMinus } from "lucide-preact";

import { t as shared } from "../../../../kernel/messages";
import { type PageProps, href } from "../../../../kernel/router";
import { fail } from "../../../../kernel/toast";
import { useWorld } from "../../../../kernel/world";
import { IconButton } from "../../../../ui/Button";
import { Card, Chip } from "../../../../ui/Card";
import { askFirst } from "../../../../ui/Dialog";
import { Page } from "../../../../ui/Page";
import { Avatar, Time } from "../../../../ui/Person";
import { Row, Rows } from "../../../../ui/Rows";
import { More, Skeletons, Trouble } from "../../../../ui/States";
import { progressQuery, rosterQuery } from "../courses";
import { keys } from "../keys";
import { t } from "../messages";
import { AddPeople } from "../parts/AddPeople";
import { CourseGone } from "../parts/Gone";
import { Progress } from "../parts/Progress";
import { useCourse } from "../parts/useCourse";
import { type CourseRead, requests } from "../requests";
import css from "./Course.module.css";

/** Who is in a course; who teaches it sees how far each has come, and adds people. */
export default function CoursePeoplePage({ params: { id } }: PageProps<"/courses/:id/people">) {
  const { data: course, error, isPending, refetch } = useCourse(id);
  const shown = course != null && course.canStudy;
  return (
    <Page
      title={t("people")}
      lead={shown && t("peopleLead")}
      back={{ href: href("/courses/:id", { id }), label: t("toCourse") }}
    >
      {isPending && <Skeletons count={3} shape="row" />}
      {course === undefined && error !== null && (
        <Trouble title={t("peopleError")} error={error} retry={() => void refetch()} />
      )}
      {course !== undefined && !shown && <CourseGone />}
      {shown && course.canEdit && <AddPeople course={course} />}
      {shown && <Roster course={course} />}
      {shown && course.canTeach && <StudentsProgress course={course} />}
    </Page>
  );
}

function Roster({ course }: { course: CourseRead }) {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(rosterQuery(course.id));
  const people = data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Card aria-label={t("people")}>
      {isPending && <Skeletons count={3} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("peopleError")} error={error} retry={() => void refetch()} />
      )}
      <Rows label={t("people")}>
        {people.map(({ user, role, progress }) => (
          <Row
            key={user.id}
            picture={<Avatar person={user} />}
            actions={course.canEdit && role !== "OWNER" && (role === "STUDENT" || course.canOwn) && <TakeOut course={course} person={user} />}
          >
            <b dir="auto">{user.name}</b>
            {role === "STUDENT" ? progress !== null && <Progress percent={progress} /> : <Chip>{t(`role.${role}`)}</Chip>}
          </Row>
        ))}
      </Rows>
      {hasNextPage && <More loading={isFetchingNextPage} onMore={() => void fetchNextPage()} />}
    </Card>
  );
}

function TakeOut({ course, person }: { course: CourseRead; person: { id: string; name: string } }) {
  const { cache } = useWorld();
  async function remove() {
    const words = { title: t("removeTitle", { name: person.name }), text: t("removeText"), confirm: t("takeOut") };
    if (!(await askFirst({ ...words, cancel: shared("app.cancel") }))) return;
    try {
      await requests.removePerson(course.id, person.id);
      await cache.invalidateQueries({ queryKey: keys.of(course.id) });
    } catch (error) {
      fail(error);
    }
  }
  return <IconButton icon={UserMinus} label={t("removeTitle", { name: person.name })} onClick={() => void remove()} />;
}

/** A line for each pupil: how many lessons they have done, and when they were here last. */
function StudentsProgress({ course }: { course: CourseRead }) {
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(progressQuery(course.id));
  const students = data?.pages.flatMap((page) => page.data) ?? [];
  if (students.length === 0) return null;
  return (
    <Card aria-label={t("progressTable")}>
      <h2 class={css.heading}>{t("progressTable")}</h2>
      <Rows label={t("progressTable")}>
        {students.map(({ user, progress, completedLessons, lastCompletedAt }) => (
          <Row key={user.id} picture={<Avatar person={user} size="small" />}>
            <b dir="auto">{user.name}</b>
            <Progress percent={progress} label={user.name} />
            <span class={css.note}>
              {t("lessonsDone", { count: completedLessons.length, total: course.lessonsCount })} ·{" "}
              {lastCompletedAt === null ? t("notBegun") : <Time iso={lastCompletedAt} />}
            </span>
          </Row>
        ))}
      </Rows>
      {hasNextPage && <More loading={isFetchingNextPage} onMore={() => void fetchNextPage()} />}
    </Card>
  );
}
