import { Check } from "lucide-preact";
import { useId } from "preact/hooks";

import { exact } from "../../kernel/i18n";
import { LETTERS, Shape } from "../../ui/Shape";
import { type Answer, type Question, type Reading, type Solution, isPressed, isRight, press, pressable } from "./answers";
import { t } from "./messages";
import { Ordering } from "./Ordering";
import css from "./Question.module.css";
import { Picture, Words, optionText, solutionText } from "./QuestionText";
import "./options.css";

export interface AnswerProps {
  question: Question;
  /** The draft or the answer that is shown. */
  answer: Answer;
  /** Without it, the answer is only shown. */
  onChange?: (draft: Answer) => void;
  /** How the server read the number in it, once it did. */
  reading?: Reading;
  /** Marks what is right. */
  solution?: Solution | null;
  /** The answer that is shown is somebody else's. */
  theirs?: boolean;
}

/** The place where a question is answered. */
export function AnswerField(props: AnswerProps) {
  const { type } = props.question;
  if (type === "TEXT" || type === "NUMERIC") return <Typed {...props} />;
  if (type === "ORDERING") return <Ordering {...props} />;
  return <Tiles {...props} />;
}

/** Large buttons, told apart by letter, shape and colour. */
function Tiles({ question, answer, onChange, solution = null, theirs = false }: AnswerProps) {
  const ids = pressable(question);
  return (
    <div
      class={css.tiles}
      role={onChange ? "group" : "list"}
      aria-label={t("question.answers")}
      data-solved={solution !== null}
      data-count={ids.length}
    >
      {ids.map((id, place) => {
        const right = solution === null ? null : isRight(solution, id);
        const pressed = isPressed(answer, id);
        const inside = (
          <>
            <span class={css.mark} aria-hidden="true">
              <Shape place={place} />
              <b>{LETTERS[place]}</b>
            </span>
            <Picture image={question.options.find((one) => one.id === id)?.image ?? null} small />
            <Words text={optionText(question, id)} />
            {onChange === undefined && pressed && <span class={css.own}>{t(theirs ? "question.theirs" : "question.yours")}</span>}
            {(right === true || (right === null && pressed)) && (
              <span class={css.sign}>
                <Check size={22} aria-hidden="true" />
                {right && <span class="visually-hidden">{t("question.right")}</span>}
              </span>
            )}
          </>
        );
        const given = {
          key: id,
          class: css.tile,
          "data-id": id,
          "data-place": place,
          "data-right": right === true ? "true" : undefined,
          "data-pressed": pressed ? "true" : undefined,
        };
        if (onChange === undefined) {
          return (
            <div {...given} role="listitem">
              {inside}
            </div>
          );
        }
        return (
          <button {...given} type="button" aria-pressed={pressed} onClick={() => onChange(press(question, answer, id))}>
            {inside}
          </button>
        );
      })}
    </div>
  );
}

/** A line for a word or a number. */
function Typed({ question, answer, onChange, reading, solution = null }: AnswerProps) {
  const id = useId();
  const isNumber = question.type === "NUMERIC";
  const given = isNumber ? (answer.written ?? (answer.number == null ? "" : exact(answer.number))) : (answer.text ?? "");

  return (
    <div class={css.typed}>
      <span class={css.line}>
        <input
          class={css.input}
          type="text"
          inputMode={isNumber ? "decimal" : "text"}
          maxLength={isNumber ? 60 : 200}
          autocomplete="off"
          dir="auto"
          value={given}
          placeholder={onChange && t(isNumber ? "question.numberPrompt" : "question.textPrompt")}
          aria-label={t(isNumber ? "question.number" : "question.textAnswer")}
          aria-describedby={`${id}-reading`}
          aria-invalid={reading === null}
          readOnly={onChange === undefined}
          onInput={({ currentTarget: { value } }) => onChange?.(isNumber ? { written: value } : { text: value })}
        />
        {question.unit && <span class={css.unit}>{question.unit}</span>}
      </span>
      <p class={css.reading} id={`${id}-reading`} role="status" data-unclear={reading === null}>
        {reading === null ? t("question.unclear") : reading !== undefined && <ReadNumber number={reading} />}
      </p>
      {solution !== null && <SolutionLine question={question} solution={solution} />}
    </div>
  );
}

/** What the server made of a written number. */
export function ReadNumber({ number }: { number: number }) {
  return <>{t("question.read", { number: exact(number) })}</>;
}

/** What is right, with its sign. */
export function SolutionLine({ question, solution }: { question: Question; solution: Solution }) {
  return (
    <p class={css.solution}>
      <Check size={22} aria-hidden="true" />
      <span class="visually-hidden">{t("question.right")}: </span>
      <span dir="auto">{solutionText(question, solution)}</span>
    </p>
  );
}
