import { date, inLanguage } from "../../../kernel/i18n";
import { t } from "../messages";
import { type Choice, EXAM, type Term } from "../model/periods";

const MONTH = /^\d{4}-\d{2}$/;

interface Named {
  firstName: string;
  lastName: string;
  familyNameKh: string | null;
  givenNameKh: string | null;
}

/** A pupil as lists and papers name them: the Khmer name first, where there is one. */
export function nameOf({ firstName, lastName, familyNameKh, givenNameKh }: Named): string {
  const khmer = [familyNameKh, givenNameKh].filter(Boolean).join(" ");
  return khmer === "" ? `${lastName} ${firstName}` : khmer;
}

/** The Latin name below a Khmer one. */
export function latinOf(named: Named): string | null {
  const latin = `${named.lastName} ${named.firstName}`;
  return nameOf(named) === latin ? null : latin;
}

/** A period in words: a month, or the examination. */
export function periodName(period: string): string {
  if (period === EXAM) return t("exam");
  if (period === "SEMESTER") return t("semester");
  if (period === "YEAR") return t("year");
  const [year = 0, month = 1] = period.split("-").map(Number);
  return date(new Date(year, month - 1, 1), { month: "long", year: "numeric" });
}

/** Why there is no average: what is missing, or that nothing was marked. */
export function missingIn(missing: readonly string[]): string {
  if (missing.length === 0) return t("nothingMarked");
  return t("missing", { what: missing.map((name) => (MONTH.test(name) || name === EXAM ? periodName(name) : name)).join(", ") });
}

/** What averages are of, in words. */
export function choiceName({ scope, termId, period }: Choice, terms: readonly Term[]): string {
  const term = terms.find(({ id }) => id === termId);
  if (scope === "YEAR") return t("year");
  if (scope === "SEMESTER") return term === undefined ? t("semester") : inLanguage(term.name, term.nameKh);
  return periodName(period ?? "");
}
