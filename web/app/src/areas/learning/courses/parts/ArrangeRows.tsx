import { ArrowDown, ArrowUp, GripVertical, Pencil, Trash2 } from "lucide-preact";
import type { ComponentChildren } from "preact";

import { inLanguage } from "../../../../kernel/i18n";
import { href } from "../../../../kernel/router";
import { IconButton, IconLink } from "../../../../ui/Button";
import { Chip } from "../../../../ui/Card";
import { Line, Moment } from "../../../../ui/TextFields";
import { t } from "../messages";
import type { ArrangedModule } from "../model/arrange";
import type { LessonSummary } from "../requests";
import css from "./Arrange.module.css";

interface StepProps {
  text: string;
  onStep: (by: -1 | 1) => void;
}

function Steps({ text, onStep }: StepProps) {
  return (
    <>
      <IconButton icon={ArrowUp} label={t("moveUp", { text })} onClick={() => onStep(-1)} />
      <IconButton icon={ArrowDown} label={t("moveDown", { text })} onClick={() => onStep(1)} />
    </>
  );
}

const byKey = (onStep: (by: -1 | 1) => void) => (event: KeyboardEvent) => {
  if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
  event.preventDefault();
  event.stopPropagation();
  onStep(event.key === "ArrowUp" ? -1 : 1);
};

const dropsHere = (onDrop: () => void) => ({
  onDragOver: (event: DragEvent) => event.preventDefault(),
  onDrop: (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    onDrop();
  },
});

interface LessonProps {
  lesson: LessonSummary;
  onStep: (by: -1 | 1) => void;
  onDrag: () => void;
  onDrop: () => void;
}

/** A lesson that can be moved. */
export function LessonRow({ lesson, onStep, onDrag, onDrop }: LessonProps) {
  const text = inLanguage(lesson.title, lesson.titleKh);
  return (
    <li class={css.row} draggable data-lesson={lesson.id} onDragStart={onDrag} {...dropsHere(onDrop)} onKeyDown={byKey(onStep)}>
      <GripVertical size={18} aria-hidden="true" />
      <span class={css.title} dir="auto">
        {text}
      </span>
      {lesson.publishedAt === null && <Chip kind="warn">{t("state.DRAFT")}</Chip>}
      <span class={css.tools}>
        <Steps text={text} onStep={onStep} />
        <IconLink icon={Pencil} label={`${t("editLesson")}: ${text}`} href={href("/lessons/:id/edit", { id: lesson.id })} />
      </span>
    </li>
  );
}

interface ModuleProps {
  module: ArrangedModule;
  set: (fields: Partial<ArrangedModule>) => void;
  onStep: (by: -1 | 1) => void;
  onRemove: () => void;
  onDrop: () => void;
  children: ComponentChildren;
}

/** A module with its name, its day, and its lessons. */
export function ModuleRow({ module, set, onStep, onRemove, onDrop, children }: ModuleProps) {
  const text = module.title;
  return (
    <fieldset class={css.module} data-module={module.key} {...dropsHere(onDrop)}>
      <legend class="visually-hidden">{text}</legend>
      <div class={css.head} onKeyDown={byKey(onStep)}>
        <div class={css.fields}>
          <Line label={t("moduleName")} value={module.title} maxLength={200} onText={(title) => set({ title })} />
          <Line label={t("field.titleKh")} lang="km" value={module.titleKh ?? ""} maxLength={200} onText={(titleKh) => set({ titleKh: titleKh === "" ? null : titleKh })} />
          <Moment label={t("moduleFrom")} value={module.availableFrom} onMoment={(availableFrom) => set({ availableFrom })} />
        </div>
        <span class={css.tools}>
          <Steps text={text} onStep={onStep} />
          <IconButton icon={Trash2} label={t("moduleRemove", { text })} onClick={onRemove} />
        </span>
      </div>
      <ol class={css.list} aria-label={text}>
        {children}
      </ol>
    </fieldset>
  );
}
