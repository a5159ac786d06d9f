import { Check } from "lucide-preact";
import type { ComponentChildren } from "preact";

import { number } from "../../kernel/i18n";
import { LETTERS, Shape } from "../../ui/Shape";
import { type Answer, type Bar, type Question, isPressed, pressable, scaled } from "./answers";
import css from "./Figures.module.css";
import { t } from "./messages";
import { optionText } from "./QuestionText";
import "./options.css";

interface RowProps {
  name: ComponentChildren;
  count: number;
  share: number;
  place?: number;
  right?: boolean;
}

function Row({ name, count, share, place, right = false }: RowProps) {
  return (
    <li class={css.row} data-right={right} data-place={place}>
      <span class={css.name}>{name}</span>
      <span class={css.line} aria-hidden="true">
        <i style={{ "--share": String(share) }} />
      </span>
      <b class={css.count}>{number(count)}</b>
    </li>
  );
}

interface DistributionProps {
  question: Question;
  bars: readonly Bar[];
  /** What the reader chose: it is marked. */
  own?: Answer | null;
}

/** How often each answer was given, in the order of the options; what is right is marked with a sign and a word. */
export function Distribution({ question, bars, own = null }: DistributionProps) {
  if (bars.length === 0) return <p class={css.nothing}>{t("question.nobodyAnswered")}</p>;
  const places = question.type === "ORDERING" ? [] : pressable(question);
  const placeOf = (key: string) => places.indexOf(key);
  const sorted = [...scaled(bars)].sort((a, b) => placeOf(a.key) - placeOf(b.key));
  return (
    <ul class={css.bars} aria-label={t("question.distribution")}>
      {sorted.map(({ key, count, correct, share }) => {
        const place = placeOf(key);
        const known = place >= 0;
        const name = (
          <>
            {known && (
              <span class={css.mark} aria-hidden="true">
                <Shape place={place} />
                {LETTERS[place]}
              </span>
            )}
            <span dir="auto">{known ? optionText(question, key) : typedText(question, key)}</span>
            {correct === true && (
              <span class={css.right}>
                <Check size={18} aria-hidden="true" />
                <span class="visually-hidden">{t("question.right")}</span>
              </span>
            )}
            {known && own !== null && isPressed(own, key) && <span class={css.own}>{t("question.yours")}</span>}
          </>
        );
        return <Row key={key} name={name} count={count} share={share} place={known ? place : undefined} right={correct === true} />;
      })}
    </ul>
  );
}

/** An order or a number that somebody gave, as the server names it. */
function typedText(question: Question, key: string): string {
  if (question.type !== "ORDERING") return key;
  return key
    .split(/[,>\s]+/)
    .map((id) => optionText(question, id))
    .join(" → ");
}
