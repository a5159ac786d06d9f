import { useEffect } from "preact/hooks";

import { inLanguage } from "../../../kernel/i18n";
import { SolutionLine } from "../../../shared/questions/AnswerField";
import { Distribution } from "../../../shared/questions/Figures";
import { QuestionText } from "../../../shared/questions/QuestionText";
import { t } from "../messages";
import type { Game } from "../model/game";
import css from "./Host.module.css";
import { Leaderboard } from "./Leaderboard";
import { MainButton } from "./MainButton";
import { play } from "./sound";

/** The answer on the wall, how all answered, and who leads. */
export function HostReveal({ game }: { game: Game }) {
  const { state } = game;
  useEffect(() => play("reveal"), [state?.index]);
  if (state?.question == null || state.reveal === null) return null;
  const { question, reveal, leaderboard, index, total } = state;
  const last = (index ?? 0) + 1 >= total;
  const explanation = inLanguage(reveal.correct.explanation ?? "", reveal.correct.explanationKh);
  return (
    <div class={css.question} data-revealed="true">
      <div class={css.time}>
        <p>{t("game.progress", { n: (index ?? 0) + 1, total })}</p>
        <span class="grow" />
        <MainButton game={game} command="next" label={last ? "host.finish" : "host.next"} />
      </div>
      <QuestionText question={question} level="h2" />
      <div class={css.result}>
        <section class={css.panel}>
          {question.type !== "POLL" && <SolutionLine question={question} solution={reveal.correct} />}
          <Distribution question={question} bars={reveal.distribution} />
          {explanation && (
            <p class={css.explanation} dir="auto">
              {explanation}
            </p>
          )}
        </section>
        <section class={css.panel}>
          <h3>{t("game.leaderboard")}</h3>
          {leaderboard !== null && <Leaderboard places={leaderboard.top} />}
        </section>
      </div>
    </div>
  );
}
