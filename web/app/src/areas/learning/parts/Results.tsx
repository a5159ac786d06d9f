import { Check, CircleMinus, MessageCircle, X } from "lucide-preact";

import { inLanguage } from "../../../kernel/i18n";
import { AnswerField, SolutionLine } from "../../../shared/questions/AnswerField";
import { type Question, draftOf } from "../../../shared/questions/answers";
import { QuestionText } from "../../../shared/questions/QuestionText";
import { t } from "../messages";
import { verdictOf } from "../model/results";
import type { ItemResult } from "../requests";
import css from "./Results.module.css";

const SIGNS = { right: Check, partly: Check, wrong: X, poll: MessageCircle, none: CircleMinus };

interface ResultsProps {
  /** In the order in which they were asked. */
  questions: readonly Question[];
  items: readonly ItemResult[];
  /** The answers are somebody else's. */
  theirs?: boolean;
}

/** Every question with what was answered, what is right, and why. */
export function Results({ questions, items, theirs = false }: ResultsProps) {
  const byId = new Map(items.map((item) => [item.questionId, item]));
  return (
    <ol class={css.results} aria-label={t("quiz.solutions")}>
      {questions.map((question) => {
        const item = byId.get(question.id);
        return item && <Solved key={question.id} question={question} item={item} theirs={theirs} />;
      })}
    </ol>
  );
}

function Solved({ question, item, theirs }: { question: Question; item: ItemResult; theirs: boolean }) {
  const { answer, solution } = item;
  const verdict = verdictOf(item);
  const Sign = SIGNS[verdict];
  const explanation = inLanguage(solution.explanation ?? "", solution.explanationKh);
  const ordered = question.type === "ORDERING";
  return (
    <li class={css.result} data-verdict={verdict}>
      <p class={css.verdict}>
        <Sign size={20} aria-hidden="true" />
        {t(`quiz.verdict.${verdict}`)}
      </p>
      <QuestionText question={question} level="h3" />
      {(answer !== null || !ordered) && (
        <AnswerField
          question={question}
          answer={draftOf(question, answer ?? {})}
          solution={ordered || question.type === "POLL" ? null : solution}
          theirs={theirs}
        />
      )}
      {ordered && <SolutionLine question={question} solution={solution} />}
      {explanation !== "" && (
        <p class={css.explanation} dir="auto">
          {explanation}
        </p>
      )}
    </li>
  );
}
