import { language } from "../../../kernel/i18n";

/** The parts of a name in both scripts, family name first. */
export interface Named {
  lastName: string;
  firstName: string;
  familyNameKh: string | null;
  givenNameKh: string | null;
}

const joined = (...parts: (string | null)[]) => parts.filter(Boolean).join(" ");

/** A name in the reader's script, in the other one where it has no such, and the other one beside it. */
export function namesOf(person: Named): { first: string; other: string } {
  const khmer = joined(person.familyNameKh, person.givenNameKh);
  const latin = joined(person.lastName, person.firstName);
  const [first, other] = language.value === "km" ? [khmer, latin] : [latin, khmer];
  return first === "" ? { first: other, other: "" } : { first, other };
}
