import { Check, NumberField, Pick as Choose } from "../../../ui/Controls";
import { Pair } from "../../../ui/Field";
import { t } from "../messages";
import type { QuizDraft } from "../model/quizDraft";
import { More } from "./More";
import { Line, Lines, Moment } from "../../../ui/TextFields";

interface SettingsProps {
  quiz: QuizDraft;
  set: (fields: Partial<QuizDraft>) => void;
}

/** What a quiz is called and what it is about, in both languages. */
export function Texts({ quiz, set }: SettingsProps) {
  return (
    <>
      <Pair>
        <Line label={t("quiz.title")} maxLength={200} value={quiz.title} onText={(title) => set({ title })} />
        <Line
          label={t("quiz.titleKh")}
          maxLength={200}
          lang="km"
          value={quiz.titleKh}
          onText={(titleKh) => set({ titleKh })}
        />
      </Pair>
      <Pair>
        <Lines
          label={t("quiz.description")}
          maxLength={2000}
          value={quiz.description}
          onText={(description) => set({ description })}
        />
        <Lines
          label={t("quiz.descriptionKh")}
          maxLength={2000}
          lang="km"
          value={quiz.descriptionKh}
          onText={(descriptionKh) => set({ descriptionKh })}
        />
      </Pair>
    </>
  );
}

const VISIBILITIES = ["IMMEDIATE", "SCORE_ONLY", "AFTER_CLOSE"] as const;

/** When, how long and how often it is taken, and what is told afterwards. */
export function Settings({ quiz, set }: SettingsProps) {
  return (
    <More title={t("quiz.settings")}>
      <Pair>
        <NumberField
          label={t("quiz.timeLimit")}
          min={1}
          max={1440}
          placeholder={t("quiz.noLimit")}
          value={quiz.timeLimit === null ? null : quiz.timeLimit / 60}
          onNumber={(minutes) => set({ timeLimit: minutes === null ? null : Math.round(minutes * 60) })}
        />
        <NumberField
          label={t("quiz.maxAttempts")}
          min={1}
          max={100}
          placeholder={t("quiz.noLimit")}
          value={quiz.maxAttempts}
          onNumber={(maxAttempts) => set({ maxAttempts })}
        />
        <NumberField
          label={t("quiz.passing")}
          min={0}
          max={100}
          placeholder="–"
          value={quiz.passingScore}
          onNumber={(passingScore) => set({ passingScore })}
        />
      </Pair>
      <Pair>
        <Moment label={t("quiz.opensAt")} value={quiz.opensAt} onMoment={(opensAt) => set({ opensAt })} />
        <Moment label={t("quiz.closes")} value={quiz.closesAt} onMoment={(closesAt) => set({ closesAt })} />
        <Choose
          label={t("quiz.resultsLabel")}
          value={quiz.resultsVisibility}
          options={VISIBILITIES.map((value) => ({ value, label: t(`quiz.results.${value}`) }))}
          onChoose={(resultsVisibility) => set({ resultsVisibility })}
        />
      </Pair>
      <Check label={t("quiz.shuffle")} checked={quiz.shuffle} onCheck={(shuffle) => set({ shuffle })} />
    </More>
  );
}
