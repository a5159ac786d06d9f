import { CheckCircle2, Circle, Clock, FilePen, Lock, type LucideIcon } from "lucide-preact";

import { inLanguage } from "../../../../kernel/i18n";
import { href } from "../../../../kernel/router";
import { moment } from "../../../../kernel/time";
import { t } from "../messages";
import type { LessonSummary, OutlineRead } from "../requests";
import css from "./OutlineList.module.css";

const ICONS: Record<LessonSummary["state"], LucideIcon> = {
  OPEN: Circle,
  DONE: CheckCircle2,
  NOT_YET: Clock,
  LOCKED: Lock,
  DRAFT: FilePen,
};

/** What a lesson is to the reader, in words. */
export function stateOf({ state, opensAt, publishAt }: LessonSummary): string {
  if (state === "NOT_YET") return t("state.NOT_YET", { time: moment(opensAt ?? "") });
  if (state === "DRAFT" && publishAt !== null) return t("publishes", { time: moment(publishAt) });
  return t(`state.${state}`);
}

interface OutlineProps {
  outline: OutlineRead;
  /** Whether the reader may open lessons at all. */
  opens: boolean;
  current?: string;
}

/** Modules and lessons in their order, with what is done and what is not open. */
export function OutlineList({ outline: { lessons, modules }, opens, current }: OutlineProps) {
  const inside = (id: string | null) => lessons.filter(({ moduleId }) => moduleId === id);
  const shown = (list: readonly LessonSummary[]) => (
    <ol class={css.lessons}>
      {list.map((lesson) => (
        <Line key={lesson.id} lesson={lesson} opens={opens} here={lesson.id === current} />
      ))}
    </ol>
  );
  return (
    <div class={css.outline}>
      {inside(null).length > 0 && shown(inside(null))}
      {modules.map((module) => (
        <section key={module.id} class={css.module} aria-label={inLanguage(module.title, module.titleKh)}>
          <p class={css.name} dir="auto" aria-hidden="true">
            {inLanguage(module.title, module.titleKh)}
          </p>
          {shown(inside(module.id))}
        </section>
      ))}
    </div>
  );
}

function Line({ lesson, opens, here }: { lesson: LessonSummary; opens: boolean; here: boolean }) {
  const Icon = ICONS[lesson.state];
  const readable = opens && lesson.state !== "LOCKED" && lesson.state !== "NOT_YET";
  const words = (
    <>
      <span class={css.icon} data-state={lesson.state}>
        <Icon size={20} aria-hidden="true" />
      </span>
      <span class={css.title} dir="auto">
        {inLanguage(lesson.title, lesson.titleKh)}
      </span>
      <span class={css.state}>
        {[lesson.duration === null ? null : t("minutes", { count: lesson.duration }), lesson.state === "OPEN" ? null : stateOf(lesson)]
          .filter((part) => part !== null)
          .join(" · ")}
      </span>
    </>
  );
  return (
    <li data-lesson={lesson.id}>
      {readable ? (
        <a class={css.line} href={href("/lessons/:id", { id: lesson.id })} aria-current={here ? "page" : undefined}>
          {words}
        </a>
      ) : (
        <span class={css.line}>{words}</span>
      )}
    </li>
  );
}
