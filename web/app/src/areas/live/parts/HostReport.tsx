import { Download } from "lucide-preact";
import { useEffect } from "preact/hooks";

import { inLanguage, number } from "../../../kernel/i18n";
import { saveFile } from "../../../kernel/saveFile";
import { useWorld } from "../../../kernel/world";
import { Distribution } from "../../../shared/questions/Figures";
import { Button, ButtonLink } from "../../../ui/Button";
import { t } from "../messages";
import type { Game } from "../model/game";
import type { ResultsRead } from "../requests";
import css from "./Host.module.css";
import { Podium } from "./Podium";
import { play } from "./sound";
import { ToGradebook } from "./ToGradebook";
import { useBusy } from "./useBusy";

/** After the game: the podium, every place, and how each question was answered. */
export function HostReport({ game }: { game: Game }) {
  const world = useWorld();
  const [busy, run] = useBusy();
  const { state, results } = game;
  useEffect(() => play("podium"), []);
  const csv = () => run(async () => saveFile(await game.requests.report(), `live-${game.code}.csv`));
  return (
    <div class={css.report}>
      <section class={css.ending}>
        <h2>{t(state?.status === "ABANDONED" ? "game.abandoned" : "game.over")}</h2>
        <Podium places={results?.podium ?? state?.leaderboard?.top ?? []} />
        <div class={css.actions}>
          <Button aria-disabled={busy} onClick={() => void csv()}>
            <Download size={18} aria-hidden="true" />
            {t("host.report")}
          </Button>
          <ButtonLink kind="primary" href="/quizzes">
            {t("host.again")}
          </ButtonLink>
        </div>
      </section>
      {world.may("assignments:grade") && <ToGradebook code={game.code} />}
      {results !== null && (
        <div class={css.result}>
          <section class={css.panel}>
            <h3>{t("host.allPlaces")}</h3>
            <Places places={results.places} />
          </section>
          <section class={css.panel}>
            <h3>{t("host.questions")}</h3>
            <ol class={css.stats}>
              {results.questions.map((figures) => (
                <Statistic key={figures.index} {...figures} />
              ))}
            </ol>
          </section>
        </div>
      )}
    </div>
  );
}

function Places({ places }: Pick<ResultsRead, "places">) {
  return (
    <table class={css.places}>
      <thead>
        <tr>
          <th scope="col">{t("game.place")}</th>
          <th scope="col">{t("host.player")}</th>
          <th scope="col">{t("host.correct")}</th>
          <th scope="col">{t("host.score")}</th>
        </tr>
      </thead>
      <tbody>
        {places.map(({ participantId, rank, nickname, correct, answered, score }) => (
          <tr key={participantId}>
            <td>{number(rank)}</td>
            <th scope="row" dir="auto">
              {nickname}
            </th>
            <td>{t("host.ofAnswered", { correct, answered })}</td>
            <td>{number(score)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Statistic({ question, correctShare, averageMs, distribution }: ResultsRead["questions"][number]) {
  const share = correctShare === null ? null : t("host.share", { count: Math.round(correctShare * 100) });
  const time = averageMs === null ? null : t("host.average", { count: Math.round(averageMs / 100) / 10 });
  return (
    <li class={css.stat}>
      <h4 dir="auto">{inLanguage(question.text, question.textKh)}</h4>
      <p class={css.soft}>{[share, time].filter(Boolean).join(" · ")}</p>
      <Distribution question={question} bars={distribution} />
    </li>
  );
}
