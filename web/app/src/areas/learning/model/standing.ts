import type { AttemptRead, QuizRead } from "../requests";

/** What somebody may do with a quiz now. */
export type Standing =
  | { kind: "unknown" | "draft" | "early" | "closed" | "used" }
  | { kind: "may"; again: boolean }
  | { kind: "open"; attempt: AttemptRead };

type Terms = Pick<QuizRead, "status" | "opensAt" | "closesAt" | "maxAttempts" | "attemptsUsed">;

/** @param attempts one's own, null until they are known */
export function standingOf(quiz: Terms, attempts: readonly AttemptRead[] | null, now: number): Standing {
  const { opensAt, closesAt, maxAttempts, attemptsUsed } = quiz;
  if (attempts === null) return { kind: "unknown" };
  // An open attempt may be gone on with, however many there were.
  const attempt = attempts.find((one) => one.status === "OPEN" && !isPast(one.deadlineAt, now));
  if (attempt !== undefined) return { kind: "open", attempt };
  if (quiz.status === "DRAFT") return { kind: "draft" };
  if (isPast(closesAt, now)) return { kind: "closed" };
  if (opensAt !== null && !isPast(opensAt, now)) return { kind: "early" };
  if (maxAttempts !== null && attemptsUsed >= maxAttempts) return { kind: "used" };
  return { kind: "may", again: attemptsUsed > 0 };
}

/** The quizzes that may be taken now and were not begun, the next to close first. */
export function due<Quiz extends Terms & { canEdit: boolean }>(quizzes: readonly Quiz[], now: number): Quiz[] {
  const waiting = quizzes.filter(
    (quiz) => !quiz.canEdit && quiz.attemptsUsed === 0 && standingOf(quiz, [], now).kind === "may",
  );
  const end = ({ closesAt }: Quiz) => (closesAt === null ? Infinity : Date.parse(closesAt));
  return waiting.sort((one, other) => (end(one) < end(other) ? -1 : end(one) > end(other) ? 1 : 0));
}

function isPast(iso: string | null, now: number): boolean {
  return iso !== null && Date.parse(iso) <= now;
}
