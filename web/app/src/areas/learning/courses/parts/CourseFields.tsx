import { Check, Pick } from "../../../../ui/Controls";
import { Pair } from "../../../../ui/Field";
import { Line, Lines, Moment } from "../../../../ui/TextFields";
import { t } from "../messages";
import type { CourseRead, CourseUpdate } from "../requests";

/** A course as it is being written: texts are empty where there are none. */
export interface CourseDraft {
  title: string;
  titleKh: string;
  description: string;
  descriptionKh: string;
  category: string;
  level: CourseRead["level"];
  enrolment: CourseRead["enrolment"];
  certificates: boolean;
  startsAt: string | null;
  endsAt: string | null;
}

export const newCourse: CourseDraft = {
  title: "",
  titleKh: "",
  description: "",
  descriptionKh: "",
  category: "",
  level: "ALL",
  enrolment: "OPEN",
  certificates: true,
  startsAt: null,
  endsAt: null,
};

export const draftOf = (course: CourseRead): CourseDraft => ({
  title: course.title,
  titleKh: course.titleKh ?? "",
  description: course.description ?? "",
  descriptionKh: course.descriptionKh ?? "",
  category: course.category ?? "",
  level: course.level,
  enrolment: course.enrolment,
  certificates: course.certificates,
  startsAt: course.startsAt,
  endsAt: course.endsAt,
});

/** The course as the server takes it; what this form does not show stays as it is. */
export function courseOf(draft: CourseDraft, course: CourseRead | null): Omit<CourseUpdate, "renewCode"> {
  const given = (text: string) => (text.trim() === "" ? null : text.trim());
  return {
    ...draft,
    title: draft.title.trim(),
    titleKh: given(draft.titleKh),
    description: given(draft.description),
    descriptionKh: given(draft.descriptionKh),
    category: given(draft.category),
    thumbnail: course?.thumbnail ?? null,
    price: course?.price ?? null,
  };
}

const LEVELS = ["ALL", "BEGINNER", "INTERMEDIATE", "ADVANCED"] as const;
const ENROLMENTS = ["OPEN", "CODE", "CLOSED"] as const;

/** What a course says of itself, and who may come into it. */
export function CourseFields({ draft, set }: { draft: CourseDraft; set: (fields: Partial<CourseDraft>) => void }) {
  return (
    <>
      <Pair>
        <Line label={t("field.title")} value={draft.title} maxLength={200} onText={(title) => set({ title })} />
        <Line label={t("field.titleKh")} lang="km" value={draft.titleKh} maxLength={200} onText={(titleKh) => set({ titleKh })} />
      </Pair>
      <Pair>
        <Lines label={t("field.description")} value={draft.description} maxLength={5000} onText={(description) => set({ description })} />
        <Lines
          label={t("field.descriptionKh")}
          lang="km"
          value={draft.descriptionKh}
          maxLength={5000}
          onText={(descriptionKh) => set({ descriptionKh })}
        />
      </Pair>
      <Pair>
        <Line label={t("field.category")} value={draft.category} maxLength={60} onText={(category) => set({ category })} />
        <Pick
          label={t("field.level")}
          value={draft.level}
          options={LEVELS.map((value) => ({ value, label: t(`level.${value}`) }))}
          onChoose={(level) => set({ level })}
        />
        <Pick
          label={t("field.enrolment")}
          value={draft.enrolment}
          options={ENROLMENTS.map((value) => ({ value, label: t(`enrolment.${value}`) }))}
          onChoose={(enrolment) => set({ enrolment })}
        />
      </Pair>
      <Pair>
        <Moment label={t("field.startsAt")} value={draft.startsAt} onMoment={(startsAt) => set({ startsAt })} />
        <Moment label={t("field.endsAt")} value={draft.endsAt} onMoment={(endsAt) => set({ endsAt })} />
      </Pair>
      <Check
        label={t("field.certificates")}
        hint={t("field.certificatesHint")}
        checked={draft.certificates}
        onCheck={(certificates) => set({ certificates })}
      />
    </>
  );
}
