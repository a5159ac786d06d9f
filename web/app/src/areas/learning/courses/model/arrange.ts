import type { OutlineRead, OutlineWrite } from "../requests";

/** A module as it is being arranged; `key` names one that has no id yet. */
export interface ArrangedModule {
  key: string;
  id: string | null;
  title: string;
  titleKh: string | null;
  availableFrom: string | null;
  lessons: readonly string[];
}

/** The order as it is being arranged: lessons before the modules, then the modules with theirs. */
export interface Arrangement {
  lessons: readonly string[];
  modules: readonly ArrangedModule[];
}

/** The order that the server knows. */
export function arrangementOf({ lessons, modules }: OutlineRead): Arrangement {
  const inside = (id: string | null) => lessons.filter(({ moduleId }) => moduleId === id).map(({ id: lesson }) => lesson);
  return {
    lessons: inside(null),
    modules: modules.map(({ id, title, titleKh, availableFrom }) => ({
      key: id,
      id,
      title,
      titleKh,
      availableFrom,
      lessons: inside(id),
    })),
  };
}

/** The order as the server takes it. */
export function outlineOf({ lessons, modules }: Arrangement): OutlineWrite {
  return {
    lessons: [...lessons],
    modules: modules.map(({ id, title, titleKh, availableFrom, lessons: inside }) => ({
      id,
      title: title.trim(),
      titleKh,
      availableFrom,
      lessons: [...inside],
    })),
  };
}

type Group = readonly string[];
const groupsOf = ({ lessons, modules }: Arrangement): Group[] => [lessons, ...modules.map((module) => module.lessons)];

function withGroups({ modules }: Arrangement, [lessons = [], ...inside]: readonly Group[]): Arrangement {
  return { lessons, modules: modules.map((module, place) => ({ ...module, lessons: inside[place] ?? [] })) };
}

/** All lessons in their order. */
export const orderOf = (arrangement: Arrangement): string[] => groupsOf(arrangement).flat();

/** Move a lesson one place; at the end of its module it goes into the next one. */
export function moveLesson(arrangement: Arrangement, id: string, by: -1 | 1): Arrangement {
  const groups = groupsOf(arrangement).map((group) => [...group]);
  const at = groups.findIndex((group) => group.includes(id));
  const group = groups[at];
  if (group === undefined) return arrangement;
  const place = group.indexOf(id);
  const next = groups[at + by];
  if (place + by >= 0 && place + by < group.length) {
    group.splice(place, 1);
    group.splice(place + by, 0, id);
  } else if (next !== undefined) {
    group.splice(place, 1);
    next.splice(by === 1 ? 0 : next.length, 0, id);
  }
  return withGroups(arrangement, groups);
}

/** Put a lesson before another one, or at the end of a module (null: before all modules). */
export function dropLesson(arrangement: Arrangement, id: string, onto: { before: string } | { into: string | null }): Arrangement {
  if ("before" in onto && onto.before === id) return arrangement;
  const groups = groupsOf(arrangement).map((group) => group.filter((one) => one !== id));
  if ("before" in onto) {
    const group = groups.find((one) => one.includes(onto.before));
    group?.splice(group.indexOf(onto.before), 0, id);
  } else {
    const place = onto.into === null ? 0 : arrangement.modules.findIndex(({ key }) => key === onto.into) + 1;
    groups[place]?.push(id);
  }
  const moved = withGroups(arrangement, groups);
  return orderOf(moved).includes(id) ? moved : arrangement;
}

/** Move a module with its lessons. */
export function moveModule(arrangement: Arrangement, key: string, by: -1 | 1): Arrangement {
  const modules = [...arrangement.modules];
  const place = modules.findIndex((module) => module.key === key);
  const [module] = modules.slice(place, place + 1);
  if (module === undefined || place + by < 0 || place + by >= modules.length) return arrangement;
  modules.splice(place, 1);
  modules.splice(place + by, 0, module);
  return { ...arrangement, modules };
}

/** Take a module away; its lessons go to the end of what is before it. */
export function removeModule(arrangement: Arrangement, key: string): Arrangement {
  const place = arrangement.modules.findIndex((module) => module.key === key);
  const groups = groupsOf(arrangement).map((group) => [...group]);
  groups[place]?.push(...(groups[place + 1] ?? []));
  groups.splice(place + 1, 1);
  const modules = arrangement.modules.filter((module) => module.key !== key);
  return withGroups({ ...arrangement, modules }, groups);
}
