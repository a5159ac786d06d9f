import { inLanguage, number } from "../../kernel/i18n";
import { isKhmer } from "../../ui/text";
import { useAddress } from "../uploads/useAddress";
import type { Question, QuestionImage, Solution } from "./answers";
import { t } from "./messages";
import css from "./Question.module.css";

const wordsLanguage = (text: string) => (isKhmer(text) ? "km" : "en");

/** The words and the picture of a question. `id` names its heading. */
export function QuestionText({ question, level, id }: { question: Question; level: "h1" | "h2" | "h3"; id?: string }) {
  const Heading = level;
  const text = inLanguage(question.text, question.textKh);
  return (
    <div class={css.words}>
      <Heading id={id} class={css.text} data-level={level} lang={wordsLanguage(text)} dir="auto" tabIndex={-1}>
        {text}
      </Heading>
      <Picture image={question.image} />
    </div>
  );
}

/** The picture of a question or, `small`, of an option, whose words stand beside it. */
export function Picture({ image, small = false }: { image: QuestionImage | null; small?: boolean }) {
  return image === null ? null : <Loaded image={image} small={small} />;
}

function Loaded({ image, small }: { image: QuestionImage; small: boolean }) {
  const { url, thumbUrl, renew } = useAddress(image);
  return (
    <img
      class={css.image}
      src={small ? (thumbUrl ?? url) : url}
      alt={image.alt ?? (small ? "" : t("question.picture"))}
      width={image.width ?? undefined}
      height={image.height ?? undefined}
      referrerPolicy="no-referrer"
      onError={renew}
    />
  );
}

/** Words that somebody wrote, marked with the language they are in. */
export function Words({ text }: { text: string }) {
  return (
    <span class={css.optionText} lang={wordsLanguage(text)} dir="auto">
      {text}
    </span>
  );
}

/** What the reader sees of an option: its words in their language. */
export function optionText(question: Pick<Question, "type" | "options">, id: string): string {
  if (question.type === "TRUE_FALSE") return t(id === "true" ? "question.true" : "question.false");
  const option = question.options.find((one) => one.id === id);
  return option === undefined ? id : inLanguage(option.text, option.textKh);
}

/** What is right, in words. */
export function solutionText(question: Question, solution: Solution): string {
  if (solution.texts !== null) return solution.texts.join(" · ");
  const { minimum, maximum } = solution;
  if (minimum !== null && maximum !== null) {
    const unit = question.unit ? ` ${question.unit}` : "";
    if (minimum === maximum) return `${number(minimum)}${unit}`;
    return `${t("question.range", { from: minimum, to: maximum })}${unit}`;
  }
  const ids = solution.order ?? solution.choices ?? [String(solution.value)];
  return ids.map((id) => optionText(question, id)).join(solution.order ? " → " : " · ");
}
