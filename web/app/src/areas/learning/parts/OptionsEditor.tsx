import { Plus, X } from "lucide-preact";
import { useId } from "preact/hooks";

import { IconButton, LinkButton } from "../../../ui/Button";
import { Check } from "../../../ui/Controls";
import { LETTERS, OptionMark } from "../../../ui/Shape";
import { t } from "../messages";
import {
  type DraftOption,
  type DraftQuestion,
  FEWEST_OPTIONS,
  MOST_OPTIONS,
  marked,
  newOption,
  withoutOption,
} from "../model/quizDraft";
import css from "./OptionsEditor.module.css";

const HINTS = { ORDERING: "quiz.orderHint", POLL: "quiz.pollHint" } as const;

interface OptionsEditorProps {
  question: DraftQuestion;
  set: (fields: Partial<DraftQuestion>) => void;
}

/** The options of a question in both languages, with a mark at what is right. */
export function OptionsEditor({ question, set }: OptionsEditorProps) {
  const { type, options } = question;
  const hint = type === "ORDERING" || type === "POLL" ? HINTS[type] : "quiz.rightHint";
  const change = (place: number, fields: Partial<DraftOption>) =>
    set({ options: options.map((option, at) => (at === place ? { ...option, ...fields } : option)) });

  return (
    <div class={css.box}>
      <p class={css.hint}>{t(hint)}</p>
      <ol class={css.options}>
        {options.map((option, place) => {
          const letter = LETTERS[place] ?? "";
          return (
            <li key={option.key} class={css.option}>
              <span class={css.sign}>
                <OptionMark place={place} />
                <RightMark question={question} place={place} set={set} />
              </span>
              <input
                class={css.input}
                dir="auto"
                maxLength={200}
                value={option.text}
                placeholder={t("quiz.option", { letter })}
                aria-label={t("quiz.option", { letter })}
                onInput={(event) => change(place, { text: event.currentTarget.value })}
              />
              <input
                class={css.input}
                dir="auto"
                lang="km"
                maxLength={200}
                value={option.textKh}
                placeholder={t("quiz.inKhmer")}
                aria-label={t("quiz.optionKh", { letter })}
                onInput={(event) => change(place, { textKh: event.currentTarget.value })}
              />
              {options.length > FEWEST_OPTIONS && (
                <IconButton
                  icon={X}
                  label={t("quiz.removeOption", { letter })}
                  onClick={() => set(withoutOption(question, place))}
                />
              )}
            </li>
          );
        })}
      </ol>
      {options.length < MOST_OPTIONS && (
        <LinkButton onClick={() => set({ options: [...options, newOption()] })}>
          <Plus size={16} aria-hidden="true" />
          {t("quiz.addOption")}
        </LinkButton>
      )}
      {(type === "MULTIPLE" || type === "ORDERING") && (
        <Check label={t("quiz.partial")} checked={question.partial} onCheck={(partial) => set({ partial })} />
      )}
    </div>
  );
}

/** Says that an option is right, where the type knows right and wrong. */
function RightMark({ question, place, set }: OptionsEditorProps & { place: number }) {
  const name = useId();
  const { type, correct } = question;
  if (type !== "SINGLE" && type !== "MULTIPLE") return null;
  return (
    <input
      class={css.right}
      type={type === "SINGLE" ? "radio" : "checkbox"}
      name={type === "SINGLE" ? `right-${question.key}` : name}
      checked={correct.includes(place)}
      aria-label={t("quiz.isRight", { letter: LETTERS[place] ?? "" })}
      onChange={({ currentTarget }) => {
        const next = marked(question, place, currentTarget.checked);
        // The last mark stays, which the browser has to be told.
        currentTarget.checked = next.includes(place);
        set({ correct: next });
      }}
    />
  );
}
