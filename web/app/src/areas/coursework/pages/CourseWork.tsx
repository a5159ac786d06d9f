import { useQuery } from "@tanstack/preact-query";
import { ClipboardList } from "lucide-preact";

import { inLanguage } from "../../../kernel/i18n";
import { type PageProps, href } from "../../../kernel/router";
import { moment } from "../../../kernel/time";
import { useWorld } from "../../../kernel/world";
import { ButtonLink } from "../../../ui/Button";
import { Actions, CardLink, Chip } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { coursework } from "../coursework";
import { keys } from "../keys";
import { t } from "../messages";
import { wordOf } from "../model/states";
import { requests } from "../requests";
import css from "./Coursework.module.css";

/** The assignments of a course; who teaches it sets new ones here. */
export default function CourseWorkPage({ params: { id } }: PageProps<"/courses/:id/assignments">) {
  coursework(useWorld());
  const course = useQuery({ queryKey: keys.course(id), queryFn: () => requests.course(id) });
  const { data, error, isPending, refetch } = useQuery({ queryKey: keys.works(id), queryFn: () => requests.works(id) });
  const teaches = course.data?.canEdit === true;
  return (
    <Page
      title={t("works.title")}
      lead={course.data && <span dir="auto">{inLanguage(course.data.title, course.data.titleKh)}</span>}
      back={{ href: `/courses/${id}`, label: t("works.course") }}
      action={
        teaches && (
          <ButtonLink kind="primary" href={href("/courses/:id/assignments/new", { id })}>
            {t("set.new")}
          </ButtonLink>
        )
      }
    >
      <Actions>
        {teaches && <ButtonLink href={href("/courses/:id/gradebook", { id })}>{t("book.title")}</ButtonLink>}
        {teaches && <ButtonLink href={href("/courses/:id/gradebook/rules", { id })}>{t("rules.title")}</ButtonLink>}
        {teaches && <ButtonLink href={href("/courses/:id/figures", { id })}>{t("book.figures")}</ButtonLink>}
        {course.data?.myRole === "STUDENT" && (
          <ButtonLink href={href("/courses/:id/grades", { id })}>{t("mine.title")}</ButtonLink>
        )}
      </Actions>
      {isPending && <Skeletons count={3} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("works.error")} error={error} retry={() => void refetch()} />
      )}
      {data?.length === 0 && <Empty icon={ClipboardList} title={t("mine.none")} hint={t(teaches ? "works.noneHint" : "mine.noneHint")} />}
      {data !== undefined && data.length > 0 && (
        <ul class={css.list}>
          {data.map((work) => (
            <li key={work.id}>
              <CardLink href={href("/assignments/:id", { id: work.id })} data-work={work.id}>
                <span class={css.line}>
                  <b class={css.grow} dir="auto">
                    {inLanguage(work.title, work.titleKh)}
                  </b>
                  {work.status !== "PUBLISHED" && <Chip kind="warn">{t(`status.${work.status}`)}</Chip>}
                  {work.my !== null && <Chip>{t(wordOf(work.type, work.my.state))}</Chip>}
                  {work.toGrade !== null && work.toGrade > 0 && <Chip kind="accent">{t("todo.waiting", { count: work.toGrade })}</Chip>}
                </span>
                <span class={css.note}>
                  {t(`type.${work.type}`)} · {work.dueDate === null ? t("work.noDate") : t("work.due", { time: moment(work.dueDate) })}
                  {" · "}
                  {t("work.worth", { max: work.maxPoints })}
                </span>
              </CardLink>
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
