import { useState } from "preact/hooks";

import { t as shared } from "../../../../kernel/messages";
import { type PageProps, href } from "../../../../kernel/router";
import { fail, toast } from "../../../../kernel/toast";
import { useWorld } from "../../../../kernel/world";
import { Button } from "../../../../ui/Button";
import { Actions, Card, Chip } from "../../../../ui/Card";
import { Page } from "../../../../ui/Page";
import { Skeletons, Trouble } from "../../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { Arrange } from "../parts/Arrange";
import { CourseFields, courseOf, draftOf } from "../parts/CourseFields";
import { CourseGone } from "../parts/Gone";
import { Standing } from "../parts/Standing";
import { useCourse, useOutline } from "../parts/useCourse";
import { type CourseRead, requests } from "../requests";
import css from "./Course.module.css";

/** Where a course is written: its lessons, what it says of itself, and where it stands. */
export default function EditCoursePage({ params: { id } }: PageProps<"/courses/:id/edit">) {
  const { data: course, error, isPending, refetch } = useCourse(id);
  const mine = course != null && (course.canEdit || course.canOwn);
  return (
    <Page
      title={t("edit")}
      lead={mine && <span dir="auto">{course.title}</span>}
      back={{ href: href("/courses/:id", { id }), label: t("toCourse") }}
      action={mine && <Chip kind={course.status === "PUBLISHED" ? "calm" : "warn"}>{t(`status.${course.status}`)}</Chip>}
    >
      {isPending && <Skeletons count={2} shape="post" />}
      {course === undefined && error !== null && (
        <Trouble title={t("oneError")} error={error} retry={() => void refetch()} />
      )}
      {!isPending && course !== undefined && !mine && <CourseGone />}
      {mine && (
        <>
          <Standing course={course} />
          {course.canEdit && <Lessons course={course} />}
          {course.canEdit && <Settings key={course.id} course={course} />}
        </>
      )}
    </Page>
  );
}

function Lessons({ course }: { course: CourseRead }) {
  const { data } = useOutline(course.id);
  return (
    <Card aria-label={t("arrange")}>
      <h2 class={css.heading}>{t("arrange")}</h2>
      {data === undefined ? <Skeletons count={2} shape="row" /> : <Arrange outline={data} />}
    </Card>
  );
}

function Settings({ course }: { course: CourseRead }) {
  const { cache } = useWorld();
  const [draft, setDraft] = useState(() => draftOf(course));
  const [busy, setBusy] = useState(false);
  const empty = draft.title.trim() === "";

  async function save(renewCode: boolean) {
    setBusy(true);
    try {
      const fields = courseOf(renewCode ? draftOf(course) : draft, course);
      cache.setQueryData(keys.course(course.id), await requests.update(course.id, { ...fields, renewCode }));
      void cache.invalidateQueries({ queryKey: keys.lists });
      toast(t("saved"));
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Card aria-label={t("settings")}>
      <h2 class={css.heading}>{t("settings")}</h2>
      {course.joinCode !== null && (
        <p class={css.note}>
          {t("codeLabel")}: <code class={css.code}>{course.joinCode}</code>{" "}
          <Button kind="quiet" size="small" aria-disabled={busy} onClick={() => !busy && void save(true)}>
            {t("codeRenew")}
          </Button>
        </p>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && !empty) void save(false);
        }}
      >
        <CourseFields draft={draft} set={(fields) => setDraft({ ...draft, ...fields })} />
        <Actions end>
          <Button type="submit" aria-disabled={busy || empty}>
            {shared("app.save")}
          </Button>
        </Actions>
      </form>
    </Card>
  );
}
