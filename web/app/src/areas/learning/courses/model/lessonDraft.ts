import type { LessonRead, LessonUpdate } from "../requests";

/** A lesson as it is being written: texts are empty where there are none. */
export interface LessonDraft {
  title: string;
  titleKh: string;
  content: string;
  contentKh: string;
  contentFormat: LessonRead["contentFormat"];
  duration: number | null;
  availableFrom: string | null;
  publishAt: string | null;
  prerequisites: readonly string[];
}

export const draftOf = (lesson: LessonRead): LessonDraft => ({
  title: lesson.title,
  titleKh: lesson.titleKh ?? "",
  content: lesson.content ?? "",
  contentKh: lesson.contentKh ?? "",
  contentFormat: lesson.contentFormat,
  duration: lesson.duration,
  availableFrom: lesson.availableFrom,
  publishAt: lesson.publishAt,
  prerequisites: lesson.prerequisites,
});

/** The lesson as the server takes it, on top of the version that was read. */
export function lessonOf(draft: LessonDraft, { moduleId, version }: Pick<LessonRead, "moduleId" | "version">, published: boolean): LessonUpdate {
  const given = (text: string) => (text.trim() === "" ? null : text.trim());
  return {
    title: draft.title.trim(),
    titleKh: given(draft.titleKh),
    content: given(draft.content),
    contentKh: given(draft.contentKh),
    contentFormat: draft.contentFormat,
    duration: draft.duration === null ? null : Math.round(draft.duration),
    moduleId,
    prerequisites: [...draft.prerequisites],
    availableFrom: draft.availableFrom,
    published,
    publishAt: published ? null : draft.publishAt,
    version,
  };
}
