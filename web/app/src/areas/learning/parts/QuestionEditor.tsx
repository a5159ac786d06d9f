import { ArrowDown, ArrowUp, Trash2 } from "lucide-preact";
import { memo } from "preact/compat";
import { useRef } from "preact/hooks";

import { IconButton } from "../../../ui/Button";
import { Check, NumberField, Pick as Choose } from "../../../ui/Controls";
import { Pair } from "../../../ui/Field";
import { LETTERS } from "../../../ui/Shape";
import { t as words } from "../../../shared/questions/messages";
import { t } from "../messages";
import { type DraftQuestion, TYPES, hasOptions, withType } from "../model/quizDraft";
import { More } from "./More";
import { OptionsEditor } from "./OptionsEditor";
import { PictureField } from "./PictureField";
import css from "./QuestionEditor.module.css";
import { Line, Lines } from "../../../ui/TextFields";
import type { QuestionActs } from "./useQuizDraft";

interface QuestionEditorProps {
  question: DraftQuestion;
  place: number;
  last: boolean;
  acts: QuestionActs;
}

/** One question of the editor. Drawn anew only when something of it has changed. */
export const QuestionEditor = memo(function QuestionEditor({ question, place, last, acts }: QuestionEditorProps) {
  const { key } = question;
  const item = useRef<HTMLLIElement>(null);
  const n = place + 1;
  const set = (fields: Partial<DraftQuestion>) => acts.change(key, fields);

  function move(by: number) {
    acts.move(key, by);
    // An element that is moved in the page loses the focus.
    requestAnimationFrame(() => item.current?.querySelector<HTMLElement>(`[data-by="${by}"]`)?.focus());
  }

  return (
    <li ref={item} class={css.question} aria-label={t("quiz.question", { n })}>
      <div class={css.head}>
        <h2>{t("quiz.question", { n })}</h2>
        <span class={css.tools}>
          {/* Not `disabled`, which would take the focus away from whoever pressed it. */}
          <IconButton
            icon={ArrowUp}
            label={t("quiz.moveUp", { n })}
            aria-disabled={place === 0}
            data-by="-1"
            onClick={() => move(-1)}
          />
          <IconButton
            icon={ArrowDown}
            label={t("quiz.moveDown", { n })}
            aria-disabled={last}
            data-by="1"
            onClick={() => move(1)}
          />
          <IconButton icon={Trash2} label={t("quiz.remove", { n })} onClick={() => acts.remove(key)} />
        </span>
      </div>
      <Choose
        label={t("quiz.type")}
        value={question.type}
        options={TYPES.map((value) => ({ value, label: t(`question.type.${value}`) }))}
        onChoose={(type) => set(withType(question, type))}
      />
      <Pair>
        <Lines
          label={t("quiz.questionText")}
          maxLength={500}
          value={question.text}
          onText={(text) => set({ text })}
        />
        <Lines
          label={t("quiz.questionTextKh")}
          maxLength={500}
          lang="km"
          value={question.textKh}
          onText={(textKh) => set({ textKh })}
        />
      </Pair>
      <PictureField label={t("quiz.picture")} image={question.image} set={(image) => set({ image })} />
      <Own question={question} set={set} />
      <More title={t("quiz.more")}>
        <Pair>
          <Lines
            label={t("quiz.explanation")}
            maxLength={500}
            value={question.explanation}
            onText={(explanation) => set({ explanation })}
          />
          <Lines
            label={t("quiz.explanationKh")}
            maxLength={500}
            lang="km"
            value={question.explanationKh}
            onText={(explanationKh) => set({ explanationKh })}
          />
        </Pair>
        <Pair>
          {question.type !== "POLL" && (
            <NumberField
              label={t("quiz.points")}
              min={0}
              max={1000}
              value={question.points}
              onNumber={(points) => set({ points: points ?? 0 })}
            />
          )}
          <NumberField
            label={t("quiz.seconds")}
            min={5}
            max={240}
            placeholder={t("quiz.gameTime")}
            value={question.seconds}
            onNumber={(seconds) => set({ seconds })}
          />
        </Pair>
        {hasOptions(question.type) && <OptionPictures question={question} set={set} />}
      </More>
    </li>
  );
});

interface OwnProps {
  question: DraftQuestion;
  set: (fields: Partial<DraftQuestion>) => void;
}

/** What only the type of the question has. */
function Own({ question, set }: OwnProps) {
  if (hasOptions(question.type)) return <OptionsEditor question={question} set={set} />;
  if (question.type === "TRUE_FALSE") return <Truth question={question} set={set} />;
  return question.type === "TEXT" ? <Accepted question={question} set={set} /> : <Range question={question} set={set} />;
}

function OptionPictures({ question: { options }, set }: OwnProps) {
  return (
    <>
      {options.map((option, place) => (
        <PictureField
          key={option.key}
          label={t("quiz.optionPicture", { letter: LETTERS[place] ?? "" })}
          image={option.image}
          set={(image) => set({ options: options.map((one) => (one.key === option.key ? { ...one, image } : one)) })}
        />
      ))}
    </>
  );
}

function Truth({ question, set }: OwnProps) {
  return (
    <Choose
      label={t("quiz.statementIs")}
      value={question.isTrue ? "true" : "false"}
      options={[
        { value: "true", label: words("question.true") },
        { value: "false", label: words("question.false") },
      ]}
      onChoose={(value) => set({ isTrue: value === "true" })}
    />
  );
}

function Accepted({ question, set }: OwnProps) {
  return (
    <>
      <Lines
        label={t("quiz.accepted")}
        hint={t("quiz.acceptedHint")}
        maxLength={4000}
        rows={3}
        value={question.accepted}
        onText={(accepted) => set({ accepted })}
      />
      <Check
        label={t("quiz.caseSensitive")}
        checked={question.caseSensitive}
        onCheck={(caseSensitive) => set({ caseSensitive })}
      />
      <Check
        label={t("quiz.accentsMatter")}
        checked={question.accentsMatter}
        onCheck={(accentsMatter) => set({ accentsMatter })}
      />
    </>
  );
}

const NOTATIONS = ["any", "en", "km"] as const;

function Range({ question, set }: OwnProps) {
  const limits = { min: -1e15, max: 1e15, step: "any" };
  return (
    <>
      <Pair>
        <NumberField
          label={t("quiz.minimum")}
          {...limits}
          value={question.minimum}
          onNumber={(minimum) => set({ minimum })}
        />
        <NumberField
          label={t("quiz.maximum")}
          {...limits}
          value={question.maximum}
          onNumber={(maximum) => set({ maximum })}
        />
        <Line label={t("quiz.unit")} maxLength={200} value={question.unit} onText={(unit) => set({ unit })} />
      </Pair>
      <Choose
        label={t("quiz.notation")}
        value={question.language ?? "any"}
        options={NOTATIONS.map((value) => ({ value, label: t(`quiz.notation.${value}`) }))}
        onChoose={(value) => set({ language: value === "any" ? null : value })}
      />
    </>
  );
}
