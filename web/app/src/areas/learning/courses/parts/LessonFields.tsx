import { inLanguage } from "../../../../kernel/i18n";
import { Check, NumberField, Pick } from "../../../../ui/Controls";
import { Pair } from "../../../../ui/Field";
import { Line, Lines, Moment } from "../../../../ui/TextFields";
import { t } from "../messages";
import type { LessonDraft } from "../model/lessonDraft";
import type { LessonRead } from "../requests";
import css from "./LessonFields.module.css";
import { useOutline } from "./useCourse";

const FORMATS = ["MD", "HTML"] as const;

interface FieldsProps {
  lesson: LessonRead;
  draft: LessonDraft;
  set: (fields: Partial<LessonDraft>) => void;
}

/** What a lesson says, and when it can be read. */
export function LessonFields({ lesson, draft, set }: FieldsProps) {
  const others = (useOutline(lesson.courseId).data?.lessons ?? []).filter(({ id }) => id !== lesson.id);
  const label = t(draft.contentFormat === "MD" ? "lessonText" : "lessonHtml");
  return (
    <>
      <Pair>
        <Line label={t("field.title")} value={draft.title} maxLength={200} onText={(title) => set({ title })} />
        <Line label={t("field.titleKh")} lang="km" value={draft.titleKh} maxLength={200} onText={(titleKh) => set({ titleKh })} />
      </Pair>
      <Lines label={label} hint={t("lessonTextHint")} rows={12} value={draft.content} maxLength={100_000} onText={(content) => set({ content })} />
      <Lines label={t("lessonTextKh")} lang="km" rows={4} value={draft.contentKh} maxLength={100_000} onText={(contentKh) => set({ contentKh })} />
      <Pair>
        <Pick
          label={t("format")}
          value={draft.contentFormat}
          options={FORMATS.map((value) => ({ value, label: t(`format.${value}`) }))}
          onChoose={(contentFormat) => set({ contentFormat })}
        />
        <NumberField label={t("duration")} min={1} max={1000} value={draft.duration} onNumber={(duration) => set({ duration })} />
      </Pair>
      <Pair>
        <Moment label={t("availableFrom")} value={draft.availableFrom} onMoment={(availableFrom) => set({ availableFrom })} />
        <Moment label={t("publishAt")} value={draft.publishAt} onMoment={(publishAt) => set({ publishAt })} />
      </Pair>
      {others.length > 0 && (
        <fieldset class={css.first}>
          <legend>{t("prerequisites")}</legend>
          {others.map(({ id, title, titleKh }) => (
            <Check
              key={id}
              label={inLanguage(title, titleKh)}
              checked={draft.prerequisites.includes(id)}
              onCheck={(wanted) =>
                set({ prerequisites: wanted ? [...draft.prerequisites, id] : draft.prerequisites.filter((one) => one !== id) })
              }
            />
          ))}
        </fieldset>
      )}
    </>
  );
}
