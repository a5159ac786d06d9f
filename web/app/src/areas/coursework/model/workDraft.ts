import type { CriterionWrite, WorkRead, WorkWrite } from "../requests";

/** An assignment as it is being written: texts are empty where there are none. */
export interface WorkDraft {
  title: string;
  titleKh: string;
  description: string;
  descriptionKh: string;
  type: WorkRead["type"];
  status: WorkRead["status"];
  maxPoints: number | null;
  categoryId: string;
  extraCredit: boolean;
  unlockAt: string | null;
  dueDate: string | null;
  lockAt: string | null;
  attemptsAllowed: number | null;
  keep: WorkRead["keep"];
  anonymous: boolean;
  gradesHidden: boolean;
  includeLateJoiners: boolean;
  quizId: string;
}

export const newWork: WorkDraft = {
  title: "",
  titleKh: "",
  description: "",
  descriptionKh: "",
  type: "TEXT",
  status: "PUBLISHED",
  maxPoints: 100,
  categoryId: "",
  extraCredit: false,
  unlockAt: null,
  dueDate: null,
  lockAt: null,
  attemptsAllowed: null,
  keep: "HIGHEST",
  anonymous: false,
  gradesHidden: false,
  includeLateJoiners: false,
  quizId: "",
};

export function draftOf(work: WorkRead): WorkDraft {
  return {
    title: work.title,
    titleKh: work.titleKh ?? "",
    description: work.description ?? "",
    descriptionKh: work.descriptionKh ?? "",
    type: work.type,
    status: work.status,
    maxPoints: work.maxPoints,
    categoryId: work.categoryId ?? "",
    extraCredit: work.extraCredit,
    unlockAt: work.unlockAt,
    dueDate: work.dueDate,
    lockAt: work.lockAt,
    attemptsAllowed: work.attemptsAllowed,
    keep: work.keep,
    anonymous: work.anonymous,
    gradesHidden: work.gradesHidden,
    includeLateJoiners: work.includeLateJoiners,
    quizId: work.quizId ?? "",
  };
}

export const asksForQuiz = (type: WorkDraft["type"]) => type === "QUIZ" || type === "LIVE";
export const isHandedIn = (type: WorkDraft["type"]) => !asksForQuiz(type) && type !== "ON_PAPER";

const given = (text: string) => (text.trim() === "" ? null : text.trim());

/** The assignment as the server takes it: what does not go with its type is left out. */
export function workOf(draft: WorkDraft): WorkWrite {
  const anonymous = draft.anonymous && isHandedIn(draft.type);
  return {
    ...draft,
    title: draft.title.trim(),
    titleKh: given(draft.titleKh),
    description: given(draft.description),
    descriptionKh: given(draft.descriptionKh),
    maxPoints: draft.maxPoints ?? 0,
    categoryId: given(draft.categoryId),
    quizId: asksForQuiz(draft.type) ? given(draft.quizId) : null,
    anonymous,
    gradesHidden: draft.gradesHidden || anonymous,
  };
}

/** What keeps a draft from being saved; null where nothing does. */
export function flawOf(draft: WorkDraft): "title" | "points" | "quiz" | "dates" | null {
  if (draft.title.trim() === "") return "title";
  if (draft.maxPoints === null || !(draft.maxPoints > 0)) return "points";
  if (asksForQuiz(draft.type) && draft.quizId === "") return "quiz";
  const dates = [draft.unlockAt, draft.dueDate, draft.lockAt].filter((at) => at !== null);
  return dates.every((at, n) => n === 0 || Date.parse(at) >= Date.parse(dates[n - 1]!)) ? null : "dates";
}

/** What the best levels are worth together. */
export function fullWorth(criteria: readonly CriterionWrite[]): number {
  return criteria.reduce((sum, { levels }) => sum + Math.max(0, ...levels.map(({ points }) => points)), 0);
}

/** What the chosen levels are worth together; null while nothing is chosen. */
export function worth(criteria: readonly CriterionWrite[], chosen: Readonly<Record<string, string>>): number | null {
  const points = criteria.flatMap(({ id, levels }) => levels.filter((level) => level.id === chosen[id]).map((level) => level.points));
  return points.length === 0 ? null : points.reduce((sum, one) => sum + one, 0);
}
