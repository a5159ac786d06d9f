import "../../../shared/questions/options.css";

import { number } from "../../../kernel/i18n";
import { t } from "../messages";
import css from "./Podium.module.css";

interface Winner {
  rank: number;
  nickname: string;
  score: number;
}

const CONFETTI = Array.from({ length: 24 }, (_, index) => index);

/** The first three on their steps, the third first. */
export function Podium({ places }: { places: readonly Winner[] }) {
  if (places.length === 0) return null;
  return (
    <div class={css.scene}>
      <div class={css.confetti} aria-hidden="true">
        {CONFETTI.map((index) => (
          <i key={index} data-place={index % 5} style={{ "--at": String((index * 37) % 100), "--late": String(index % 7) }} />
        ))}
      </div>
      <ol class={css.podium} aria-label={t("game.podium")}>
        {places.slice(0, 3).map(({ rank, nickname, score }, at) => (
          <li key={at} class={css.step} data-step={at + 1}>
            <b class={css.name} dir="auto">
              {nickname}
            </b>
            <span class={css.score}>{t("game.points", { count: score })}</span>
            <span class={css.block}>
              <span class="visually-hidden">{t("game.place")} </span>
              {number(rank)}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
