import { LANGUAGES, type Language, chooseLanguage, language } from "../kernel/i18n";
import { t } from "../kernel/messages";
import { fail } from "../kernel/toast";
import css from "./Choices.module.css";

interface ChoicesProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string; lang?: string }[];
  onChoose: (value: Value) => void;
  /** A small window shows only what is not chosen. */
  compact?: boolean;
}

/** A button for each of a few values. */
export function Choices<Value extends string>({ label, value, options, onChoose, compact = false }: ChoicesProps<Value>) {
  return (
    <div class={css.choices} role="group" aria-label={label} data-compact={compact}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          class={css.choice}
          lang={option.lang}
          aria-pressed={option.value === value}
          onClick={() => onChoose(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}

interface LanguageChoiceProps {
  compact?: boolean;
  /** By default it holds on this device. */
  choose?: (wanted: Language) => Promise<void>;
}

/** A button for each language, in that language. */
export function LanguageChoice({ compact = false, choose = chooseLanguage }: LanguageChoiceProps) {
  const options = Object.entries(LANGUAGES).map(([value, label]) => ({
    value: value as Language,
    label,
    lang: value,
  }));
  return (
    <Choices
      compact={compact}
      label={t("app.language")}
      value={language.value}
      options={options}
      onChoose={(wanted) => void choose(wanted).catch(fail)}
    />
  );
}
