import { useStream } from "@stunity/react";
import { useQuery } from "@tanstack/preact-query";

import { isGone } from "../../../../kernel/errors";
import { useWorld } from "../../../../kernel/world";
import { courses } from "../courses";
import { keys } from "../keys";
import { type CourseRead, type LessonRead, requests } from "../requests";

/** What somebody may not know of is not there. */
async function known<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** A course, kept true by its channel; null where there is none for this reader. */
export function useCourse(id: string) {
  courses(useWorld());
  useStream(`course:${id}`);
  return useQuery({ queryKey: keys.course(id), queryFn: (): Promise<CourseRead | null> => known(requests.course(id)) });
}

/** The outline of a course. */
export function useOutline(id: string, enabled = true) {
  return useQuery({ queryKey: keys.outline(id), queryFn: () => requests.outline(id), enabled });
}

/** A lesson; null where there is none for this reader. */
export function useLesson(id: string) {
  courses(useWorld());
  return useQuery({ queryKey: keys.lesson(id), queryFn: (): Promise<LessonRead | null> => known(requests.lesson(id)) });
}
