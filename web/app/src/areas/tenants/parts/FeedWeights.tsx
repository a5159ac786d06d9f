import { Button } from "../../../ui/Button";
import { NumberField } from "../../../ui/Controls";
import { Pair } from "../../../ui/Field";
import { t } from "../messages";
import { type Draft, FACTORS, ROOM, USUAL, boundsOf, differ, madeOf, sumOf } from "../model/weights";
import css from "./FeedWeights.module.css";

/** What each factor of a chosen feed counts: the school moves them, and they stay a whole. */
export function FeedWeights({ weights, onWeights }: { weights: Draft; onWeights: (weights: Draft) => void }) {
  const sum = sumOf(weights);
  return (
    <fieldset class={css.weights}>
      <legend>{t("weights")}</legend>
      <p>{t("weightsHint", { room: ROOM })}</p>
      <Pair>
        {FACTORS.map((factor) => (
          <NumberField
            key={factor}
            label={t(`weights.${factor}`)}
            {...boundsOf(factor)}
            step={1}
            required
            data-weight={factor}
            value={weights[factor]}
            onNumber={(percent) => onWeights({ ...weights, [factor]: percent })}
          />
        ))}
      </Pair>
      <p class={css.sum} role="status">
        {t(madeOf(weights) !== null ? "weights.whole" : "weights.notWhole", { sum })}
        {differ(weights, USUAL) && (
          <Button kind="quiet" onClick={() => onWeights(USUAL)}>
            {t("weights.usual")}
          </Button>
        )}
      </p>
    </fieldset>
  );
}
