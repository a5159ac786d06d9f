import { type DraftQuestion, type QuizDraft, hasOptions, lines } from "./quizDraft";

export type ProblemKey = "title" | "questions" | "text" | "option" | "accepted" | "range";
export interface Problem {
  /** Its place, or null where the quiz as a whole is meant. */
  question: number | null;
  key: ProblemKey;
}

/** What stands in the way of saving. */
export function problems(quiz: QuizDraft): Problem[] {
  const found: Problem[] = [];
  if (quiz.title.trim() === "") found.push({ question: null, key: "title" });
  if (quiz.questions.length === 0) found.push({ question: null, key: "questions" });
  for (const [place, question] of quiz.questions.entries()) {
    for (const key of problemsOf(question)) found.push({ question: place, key });
  }
  return found;
}

function problemsOf({ type, text, options, accepted, minimum, maximum }: DraftQuestion): ProblemKey[] {
  const found: ProblemKey[] = [];
  if (text.trim() === "") found.push("text");
  if (hasOptions(type) && options.some((option) => option.text.trim() === "")) found.push("option");
  if (type === "TEXT" && lines(accepted).length === 0) found.push("accepted");
  if (type === "NUMERIC" && (minimum === null || maximum === null || minimum > maximum)) found.push("range");
  return found;
}
