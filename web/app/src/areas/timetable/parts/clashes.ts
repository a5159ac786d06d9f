import { useQuery } from "@tanstack/preact-query";

import { keys } from "../keys";
import { t } from "../messages";
import { type Busy, type Clash, type Draft, type Place, clashesAt } from "../model/draft";
import { type Period, requests } from "../requests";
import { type Lists, called } from "./lists";

export type ClashesOf = (lesson: Draft, place: Place) => Clash[];

/** Where others have the teacher and the room of a lesson that is being moved. */
export function useBusy(lesson: Draft | null, on: string): Busy {
  const teacherId = lesson?.teacherId ?? "";
  const roomId = lesson?.roomId ?? "";
  const teacher = useQuery({
    queryKey: keys.week({ teacherId }, on),
    queryFn: () => requests.week({ teacherId }, on),
    enabled: teacherId !== "",
  });
  const room = useQuery({ queryKey: keys.week({ roomId }, on), queryFn: () => requests.week({ roomId }, on), enabled: roomId !== "" });
  return { teacher: teacherId === "" ? undefined : teacher.data, room: roomId === "" ? undefined : room.data };
}

/** What stands against a lesson in a place, as far as it is known. */
export function clashesIn(drafts: readonly Draft[], periods: readonly Period[], busy: Busy, classId: string): ClashesOf {
  return (lesson, place) => clashesAt(lesson, place, { drafts, periods, busy, classId });
}

/** A conflict in words. */
export function clashWords(clash: Clash, lists: Lists): string {
  if (clash.code === "class") return t("clash.class", { subject: called(lists.subjects, clash.subjectId) });
  return t("clash.elsewhere", { who: clash.who, name: clash.className });
}
