import { inLanguage } from "../../../../kernel/i18n";
import { href } from "../../../../kernel/router";
import { CardLink, Chip } from "../../../../ui/Card";
import { t } from "../messages";
import type { CourseRead } from "../requests";
import css from "./CourseCard.module.css";
import { Progress } from "./Progress";

/** A few words about a course: its subject, level, size, and price. */
export function courseFacts(course: CourseRead): string {
  return [
    course.category,
    course.level === "ALL" ? null : t(`level.${course.level}`),
    t("lessonsCount", { count: course.lessonsCount }),
    course.canTeach ? t("studentsCount", { count: course.studentsCount }) : null,
    course.price === null ? null : t("paid", { price: String(course.price) }),
  ]
    .filter((fact) => fact !== null)
    .join(" · ");
}

/** A course in a list, with how far the reader has come. */
export function CourseCard({ course }: { course: CourseRead }) {
  return (
    <CardLink href={href("/courses/:id", { id: course.id })} data-course={course.id}>
      <span class={css.title}>
        <b dir="auto">{inLanguage(course.title, course.titleKh)}</b>
        {course.status !== "PUBLISHED" && <Chip kind="warn">{t(`status.${course.status}`)}</Chip>}
      </span>
      <span class={css.facts}>{courseFacts(course)}</span>
      <span class={css.facts} dir="auto">
        {t("by", { name: course.owner.name })}
      </span>
      {course.myRole === "STUDENT" && course.myProgress !== null && <Progress percent={course.myProgress} />}
    </CardLink>
  );
}
