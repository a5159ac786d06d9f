import { useQuery } from "@tanstack/preact-query";
import { ListTodo } from "lucide-preact";

import { inLanguage } from "../../../kernel/i18n";
import { t as shared } from "../../../kernel/messages";
import { href } from "../../../kernel/router";
import { moment } from "../../../kernel/time";
import { useWorld } from "../../../kernel/world";
import { ButtonLink } from "../../../ui/Button";
import { CardLink, Chip } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { coursework } from "../coursework";
import { keys } from "../keys";
import { t } from "../messages";
import { type WorkSummary, requests } from "../requests";
import css from "./Coursework.module.css";

/** What is due, what is missing, and what waits to be graded. */
export default function TodoPage() {
  coursework(useWorld());
  const { data, error, isPending, refetch } = useQuery({ queryKey: keys.todo, queryFn: requests.todo });
  const nothing = data !== undefined && data.due.length + data.missing.length + data.toGrade.length === 0;
  return (
    <Page title={t("todo.title")} lead={t("todo.lead")}>
      {isPending && <Skeletons count={3} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("todo.error")} error={error} retry={() => void refetch()} />
      )}
      {nothing && (
        <Empty icon={ListTodo} title={t("todo.none")} hint={t("todo.noneHint")}>
          <ButtonLink href="/courses">{shared("nav.courses")}</ButtonLink>
        </Empty>
      )}
      {data !== undefined && (
        <>
          <Part title={t("todo.missing")} found={data.missing} />
          <Part title={t("todo.due")} found={data.due} />
          <Part title={t("todo.toGrade")} found={data.toGrade} />
        </>
      )}
    </Page>
  );
}

function Part({ title, found }: { title: string; found: readonly WorkSummary[] }) {
  if (found.length === 0) return null;
  return (
    <section class={css.part} aria-label={title}>
      <h2>{title}</h2>
      <ul class={css.list}>
        {found.map((work) => (
          <li key={work.id}>
            <CardLink href={href(work.canGrade ? "/assignments/:id/grade" : "/assignments/:id", { id: work.id })} data-work={work.id}>
              <span class={css.line}>
                <b class={css.grow} dir="auto">
                  {inLanguage(work.title, work.titleKh)}
                </b>
                {work.toGrade !== null && <Chip kind="accent">{t("todo.waiting", { count: work.toGrade })}</Chip>}
              </span>
              <span class={css.note}>
                <span dir="auto">{inLanguage(work.courseTitle, work.courseTitleKh)}</span>
                {" · "}
                {work.dueDate === null ? t("work.noDate") : t("work.due", { time: moment(work.dueDate) })}
              </span>
            </CardLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
