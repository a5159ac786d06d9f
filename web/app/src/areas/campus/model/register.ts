import type { Register, Status } from "../requests";

/** In the order in which a tap goes through them. */
export const TAPS: readonly Status[] = ["PRESENT", "ABSENT", "LATE", "PERMISSION"];

/** What is chosen of each pupil; whoever is not named is present. */
export type Choices = ReadonlyMap<string, Status>;

/** What a register says before anybody has touched it: what was marked, or what was announced. */
export function choicesOf({ entries }: Register): Choices {
  const said = entries.flatMap(({ studentId, status }) => (status === null ? [] : [[studentId, status] as const]));
  return new Map(said);
}

/** The next status of a pupil who was tapped. */
export function next(status: Status): Status {
  return TAPS[(TAPS.indexOf(status) + 1) % TAPS.length] ?? "PRESENT";
}

/** What is sent: whoever is not present, with what was written beside them. */
export function marksOf({ entries }: Register, choices: Choices) {
  return entries.flatMap(({ studentId, remarks }) => {
    const status = choices.get(studentId) ?? "PRESENT";
    return status === "PRESENT" && remarks === null ? [] : [{ studentId, status, remarks }];
  });
}

/** How many are there, and how many are not. */
export function countsOf({ entries }: Register, choices: Choices): { present: number; absent: number } {
  const present = entries.filter(({ studentId }) => ["PRESENT", "LATE"].includes(choices.get(studentId) ?? "PRESENT")).length;
  return { present, absent: entries.length - present };
}
