import type { QuestionType } from "../../../kernel/api";
import type { Question, QuestionImage } from "../../../shared/questions/answers";
import type { ItemResult, QuizRead } from "../requests";

export type Verdict = "right" | "partly" | "wrong" | "poll" | "none";

/** How an answer was. */
export function verdictOf({ answer, correct, points }: Pick<ItemResult, "answer" | "correct" | "points">): Verdict {
  if (answer === null) return "none";
  if (correct === null) return "poll";
  if (correct) return "right";
  return points > 0 ? "partly" : "wrong";
}

/** How many questions were answered right, of those that can be: polls do not count. */
export function rightOf(
  items: readonly Pick<ItemResult, "questionId" | "correct">[],
  questions: readonly { id: string | null; type: QuestionType }[],
): { right: number; of: number } {
  const polls = new Set(questions.filter(({ type }) => type === "POLL").map(({ id }) => id));
  const counted = items.filter(({ questionId }) => !polls.has(questionId));
  return { right: counted.filter(({ correct }) => correct === true).length, of: counted.length };
}

/** Questions as they are shown, also where they came with their answers for their author. */
export function shownQuestions({ questions, pictures }: Pick<QuizRead, "questions" | "pictures">): Question[] {
  const shown = (image: { uploadId: string; alt: string | null } | QuestionImage | null): QuestionImage | null => {
    if (image === null || "url" in image) return image;
    const picture = pictures.find(({ uploadId }) => uploadId === image.uploadId);
    return picture === undefined ? null : { ...picture, alt: image.alt };
  };
  return (questions ?? []).map((question) => ({
    id: question.id ?? "",
    type: question.type,
    text: question.text,
    textKh: question.textKh,
    image: shown(question.image),
    points: question.points,
    seconds: question.seconds,
    unit: "unit" in question ? question.unit : null,
    language: "language" in question ? question.language : null,
    options: "options" in question ? question.options.map((option) => ({ ...option, id: option.id ?? "", image: shown(option.image) })) : [],
  }));
}
