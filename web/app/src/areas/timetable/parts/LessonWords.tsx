import { inLanguage } from "../../../kernel/i18n";
import { Chip } from "../../../ui/Card";
import { t } from "../messages";
import type { Lesson } from "../requests";
import css from "./Timetable.module.css";

/** What a lesson is: the subject, who and where, and what differs of it in this week. */
export function LessonWords({ lesson, withClass }: { lesson: Lesson; withClass: boolean }) {
  const { change } = lesson;
  const swapped = change !== null && change.subjectName !== null ? inLanguage(change.subjectName, change.subjectNameKh) : null;
  const subject = inLanguage(lesson.subjectName, lesson.subjectNameKh);
  const teacher = change === null || change.kind === "CANCELLED" ? lesson.teacherName : change.teacherName;
  const off = change?.kind === "CANCELLED";
  return (
    <span class={css.lesson} data-change={change?.kind}>
      <b dir="auto">{off ? <s>{subject}</s> : (swapped ?? subject)}</b>
      <span class={css.soft} dir="auto">
        {[withClass ? lesson.className : null, teacher, lesson.roomName].filter(Boolean).join(" · ")}
      </span>
      {change !== null && <Chip kind="warn">{t(`change.${change.kind}`)}</Chip>}
    </span>
  );
}
