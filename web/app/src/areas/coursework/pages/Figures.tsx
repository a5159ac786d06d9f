import { useQuery } from "@tanstack/preact-query";

import { inLanguage } from "../../../kernel/i18n";
import { type PageProps, href } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { Card, Chip } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Skeletons, Trouble } from "../../../ui/States";
import { coursework } from "../coursework";
import { keys } from "../keys";
import { t } from "../messages";
import { requests } from "../requests";
import css from "./Coursework.module.css";

/** How a course goes: a funnel of its lessons, its assignments, and the missing work of each. */
export default function FiguresPage({ params: { id } }: PageProps<"/courses/:id/figures">) {
  coursework(useWorld());
  const { data, error, isPending, refetch } = useQuery({ queryKey: keys.figures(id), queryFn: () => requests.figures(id) });
  const titles = new Map(data?.assignments.map((step) => [step.assignmentId, inLanguage(step.title, step.titleKh)]));
  return (
    <Page
      title={t("figures.title")}
      lead={data && inLanguage(data.courseTitle, data.courseTitleKh)}
      back={{ href: href("/courses/:id/gradebook", { id }), label: t("book.title") }}
    >
      {isPending && <Skeletons count={3} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("figures.error")} error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && (
        <>
          <Card>
            <p>{t("figures.students", { count: data.students, started: data.started, completed: data.completed })}</p>
          </Card>
          <Card aria-label={t("figures.lessons")}>
            <h2>{t("figures.lessons")}</h2>
            {data.lessons.length === 0 && <p class={css.note}>{t("figures.noLessons")}</p>}
            <ol class={css.list}>
              {data.lessons.map((step) => (
                <li key={step.lessonId}>
                  <span class={css.line}>
                    <span class={css.grow} dir="auto">
                      {inLanguage(step.title, step.titleKh)}
                    </span>
                    <span>{t("figures.completed", { count: step.completed, all: data.students })}</span>
                  </span>
                  <meter
                    class={css.meter}
                    min={0}
                    max={Math.max(1, data.students)}
                    value={step.completed}
                    aria-label={inLanguage(step.title, step.titleKh)}
                  />
                </li>
              ))}
            </ol>
          </Card>
          <Card aria-label={t("figures.work")}>
            <h2>{t("figures.work")}</h2>
            <ul class={css.list}>
              {data.assignments.map((step) => (
                <li key={step.assignmentId} class={css.line}>
                  <a class={css.grow} href={href("/assignments/:id", { id: step.assignmentId })} dir="auto">
                    {inLanguage(step.title, step.titleKh)}
                  </a>
                  <span class={css.note}>
                    {t("figures.step", { handedIn: step.handedIn, graded: step.graded, missing: step.missing })}
                  </span>
                  {step.meanPercent !== null && <b>{t("figures.mean", { percent: step.meanPercent })}</b>}
                </li>
              ))}
            </ul>
          </Card>
          <Card aria-label={t("figures.people")}>
            <h2>{t("figures.people")}</h2>
            <ul class={css.list}>
              {data.people.map((one) => (
                <li key={one.student.id} class={css.line}>
                  <span class={css.grow} dir="auto">
                    {one.student.name}
                  </span>
                  {one.atRisk && <Chip kind="warn">{t("figures.risk")}</Chip>}
                  <span class={css.note}>{t("figures.missing", { count: one.missing.length })}</span>
                  {one.attendance !== null && <span class={css.note}>{t("figures.attendance", { percent: one.attendance })}</span>}
                  {one.total !== null && <b>{`${one.total} %`}</b>}
                  {one.missing.length > 0 && (
                    <ul class={css.plain}>
                      {one.missing.map((workId) => (
                        <li key={workId} dir="auto">
                          {titles.get(workId)}
                        </li>
                      ))}
                    </ul>
                  )}
                </li>
              ))}
            </ul>
          </Card>
        </>
      )}
    </Page>
  );
}
