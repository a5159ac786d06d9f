import { useQuery } from "@tanstack/preact-query";

import { inLanguage } from "../../../kernel/i18n";
import { type PageProps, href } from "../../../kernel/router";
import { moment } from "../../../kernel/time";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button, ButtonLink } from "../../../ui/Button";
import { Actions, Card, Chip } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Skeletons, Trouble } from "../../../ui/States";
import { coursework } from "../coursework";
import { keys } from "../keys";
import { t } from "../messages";
import { wordOf } from "../model/states";
import { OwnWork } from "../parts/OwnWork";
import { type WorkRead, requests } from "../requests";
import css from "./Coursework.module.css";

/** One assignment: what it asks for, one's own work, and the ways to grade it. */
export default function AssignmentPage({ params: { id } }: PageProps<"/assignments/:id">) {
  coursework(useWorld());
  const { data: work, error, isPending, refetch } = useQuery({ queryKey: keys.work(id), queryFn: () => requests.work(id) });
  const title = work ? inLanguage(work.title, work.titleKh) : t("work.one");
  const due = work?.dueDate ? t("work.due", { time: moment(work.dueDate) }) : t("work.noDate");
  return (
    <Page
      title={title}
      lead={work && `${inLanguage(work.courseTitle, work.courseTitleKh)} · ${due} · ${t("work.worth", { max: work.maxPoints })}`}
      back={work?.canGrade ? { href: href("/courses/:id/assignments", { id: work.courseId }), label: t("works.title") } : { href: "/assignments", label: t("todo.title") }}
    >
      {isPending && <Skeletons count={1} shape="post" />}
      {work === undefined && error !== null && (
        <Trouble title={t("work.error")} error={error} retry={() => void refetch()} />
      )}
      {work && <Content work={work} />}
    </Page>
  );
}

function Content({ work }: { work: WorkRead }) {
  const description = inLanguage(work.description ?? "", work.descriptionKh);
  return (
    <>
      {description !== "" && (
        <Card>
          <p class={css.words} dir="auto">
            {description}
          </p>
        </Card>
      )}
      {work.rubric !== null && <RubricTable criteria={work.rubric} />}
      {work.canGrade ? <ForStaff work={work} /> : <ForStudents work={work} />}
    </>
  );
}

/** What is looked at, and what each level is worth. */
function RubricTable({ criteria }: { criteria: NonNullable<WorkRead["rubric"]> }) {
  return (
    <Card aria-label={t("rubric.title")}>
      <h2>{t("rubric.title")}</h2>
      <ul class={css.list}>
        {criteria.map((one) => (
          <li key={one.id}>
            <b dir="auto">{inLanguage(one.title, one.titleKh)}</b>
            <ul class={css.plain}>
              {one.levels.map((level) => (
                <li key={level.id} dir="auto">
                  {inLanguage(level.title, level.titleKh)} · {level.points}
                  {level.description !== null && <span class={css.note}> {inLanguage(level.description, level.descriptionKh)}</span>}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function ForStudents({ work }: { work: WorkRead }) {
  if (work.type === "QUIZ" && work.quizId !== null)
    return (
      <Card>
        <Standing work={work} />
        <ButtonLink kind="primary" href={`/quizzes/${work.quizId}`}>
          {t("work.quiz")}
        </ButtonLink>
      </Card>
    );
  if (work.type === "ON_PAPER" || work.type === "LIVE")
    return (
      <Card>
        <Standing work={work} />
        <p>{t("work.onPaper")}</p>
      </Card>
    );
  return (
    <>
      <Card>
        <Standing work={work} />
      </Card>
      <OwnWork work={work} />
    </>
  );
}

function Standing({ work: { my, type, maxPoints, courseId } }: { work: WorkRead }) {
  return (
    <p class={css.line}>
      <Chip kind={my?.state === "MISSING" ? "warn" : "calm"}>{t(wordOf(type, my?.state ?? "PENDING"))}</Chip>
      {my !== null && my.isLate && <Chip kind="warn">{t("work.late")}</Chip>}
      {my !== null && my.points !== null && <b>{t("work.points", { points: my.points, max: maxPoints })}</b>}
      <a href={href("/courses/:id/grades", { id: courseId })}>{t("mine.title")}</a>
    </p>
  );
}

function ForStaff({ work: { id, courseId, gradesHidden, releasedAt, toGrade, canEdit } }: { work: WorkRead }) {
  const { cache } = useWorld();
  async function release() {
    try {
      const { released } = await requests.release(id);
      toast(t("work.released", { count: released }));
      void cache.invalidateQueries({ queryKey: keys.work(id) });
    } catch (error) {
      fail(error);
    }
  }
  return (
    <Card>
      <p>{t("todo.waiting", { count: toGrade ?? 0 })}</p>
      <Actions>
        <ButtonLink kind="primary" href={href("/assignments/:id/grade", { id })}>
          {t("work.grade")}
        </ButtonLink>
        {canEdit && <ButtonLink href={href("/assignments/:id/edit", { id })}>{t("set.edit")}</ButtonLink>}
        <ButtonLink href={href("/courses/:id/gradebook", { id: courseId })}>{t("work.book")}</ButtonLink>
        {gradesHidden && releasedAt === null && <Button onClick={() => void release()}>{t("work.release")}</Button>}
      </Actions>
    </Card>
  );
}
