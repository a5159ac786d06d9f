import { moment } from "../../../kernel/time";
import { t } from "../messages";
import type { QuizSummary } from "../requests";

/** What one wants to know of a quiz before opening it. */
export function facts(quiz: Omit<QuizSummary, "questions">): string {
  const { timeLimit, closesAt } = quiz;
  return [
    t("quiz.questionCount", { count: quiz.questionCount }),
    timeLimit !== null && t("quiz.minutes", { count: Math.ceil(timeLimit / 60) }),
    closesAt !== null && t("quiz.until", { time: moment(closesAt) }),
    quiz.author.name,
  ]
    .filter(Boolean)
    .join(" · ");
}
