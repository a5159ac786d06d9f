import { useState } from "preact/hooks";

import { AnswerField } from "../../../shared/questions/AnswerField";
import { type Answer, type Question, type Reading, draftOf, sendable } from "../../../shared/questions/answers";
import { t as words } from "../../../shared/questions/messages";
import { QuestionText } from "../../../shared/questions/QuestionText";
import { LinkButton } from "../../../ui/Button";
import { t } from "../messages";
import css from "./SheetQuestion.module.css";

interface SheetQuestionProps {
  question: Question;
  place: number;
  total: number;
  /** What was saved when the page was opened. */
  saved: Answer | null;
  answered: boolean;
  /** How the number in it was read. */
  reading?: Reading;
  give: (answer: Answer | null) => void;
}

/** One question of an attempt. */
export function SheetQuestion({ question, place, total, saved, answered, reading, give }: SheetQuestionProps) {
  const [draft, setDraft] = useState(() => draftOf(question, saved));

  function change(next: Answer) {
    setDraft(next);
    give(sendable(question, next));
  }

  return (
    <li class={css.question} data-question={question.id}>
      <p class={css.place}>{t("quiz.progress", { n: place + 1, total })}</p>
      <QuestionText question={question} level="h2" />
      {question.type === "MULTIPLE" && <p class={css.place}>{words("question.several")}</p>}
      <AnswerField question={question} answer={draft} onChange={change} reading={reading} />
      {/* The order that is shown may be right: whoever thinks so has to be able to say it. */}
      {question.type === "ORDERING" && !answered && (
        <LinkButton onClick={() => change(draft)}>{t("quiz.orderStays")}</LinkButton>
      )}
    </li>
  );
}
