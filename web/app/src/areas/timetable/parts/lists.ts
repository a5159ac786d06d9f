import { useQuery } from "@tanstack/preact-query";

import { inLanguage } from "../../../kernel/i18n";
import { keys } from "../keys";
import { requests } from "../requests";

/** What the office chooses from: classes of the year, teachers, rooms, subjects. */
export function useLists(enabled: boolean) {
  const classes = useQuery({ queryKey: keys.lists("classes"), queryFn: requests.classes, enabled });
  const teachers = useQuery({ queryKey: keys.lists("teachers"), queryFn: requests.teachers, enabled });
  const rooms = useQuery({ queryKey: keys.lists("rooms"), queryFn: requests.rooms, enabled });
  const subjects = useQuery({ queryKey: keys.lists("subjects"), queryFn: requests.subjects, enabled });
  return {
    /** How far each is: what is not read yet, or could not be, is not empty. */
    asked: { classes, teachers, rooms },
    classes: (classes.data?.data ?? []).filter(({ archivedAt }) => archivedAt === null).map(({ id, name }) => ({ value: id, label: name })),
    teachers: (teachers.data ?? []).map(({ userId, name }) => ({ value: userId, label: name })),
    rooms: (rooms.data?.rooms ?? []).map(({ id, name }) => ({ value: id, label: name })),
    subjects: (subjects.data?.data ?? []).map(({ id, name, nameKh }) => ({ value: id, label: inLanguage(name, nameKh) })),
  };
}

export type Lists = ReturnType<typeof useLists>;

/** What a thing of a list is called. */
export function called(list: Lists["classes"], id: string | null): string {
  return list.find(({ value }) => value === id)?.label ?? "";
}
