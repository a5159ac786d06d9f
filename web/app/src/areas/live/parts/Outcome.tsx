import { Check, Hourglass, type LucideIcon, X } from "lucide-preact";

import { inLanguage } from "../../../kernel/i18n";
import type { Answer } from "../../../shared/questions/answers";
import { AnswerField, SolutionLine } from "../../../shared/questions/AnswerField";
import { Distribution } from "../../../shared/questions/Figures";
import { QuestionText } from "../../../shared/questions/QuestionText";
import { ButtonLink } from "../../../ui/Button";
import { t } from "../messages";
import type { Game } from "../model/game";
import type { GameRead } from "../requests";
import { Leaderboard } from "./Leaderboard";
import css from "./Player.module.css";
import { Podium } from "./Podium";
import { PlayHead } from "./Waiting";

type Kind = "right" | "partly" | "poll" | "wrong" | "none" | "wait";
const SIGNS: Record<Kind, LucideIcon> = {
  right: Check,
  partly: Check,
  poll: Check,
  wrong: X,
  none: Hourglass,
  wait: Hourglass,
};

/** How an answer was; null in `correct` means that it is being counted. */
export function verdictOf({ question, me }: Pick<GameRead, "question" | "me">): Kind {
  if (me?.answer == null) return "none";
  if (question?.type === "POLL") return "poll";
  if (me.correct == null) return "wait";
  if (me.correct) return "right";
  return (me.points ?? 0) > 0 ? "partly" : "wrong";
}

/** How an answer was, what was right, and where the player stands. */
export function Verdict({ game }: { game: Game }) {
  const { state, rank } = game;
  if (state?.question == null || state.reveal === null) return null;
  const { question, reveal, me, leaderboard } = state;
  const own = me?.answer as Answer | null | undefined;
  const verdict = verdictOf(state);
  const Sign = SIGNS[verdict];
  const explanation = inLanguage(reveal.correct.explanation ?? "", reveal.correct.explanationKh);
  const written = question.type === "TEXT" || question.type === "NUMERIC" || question.type === "ORDERING";
  return (
    <>
      <PlayHead game={game} />
      <div class={css.verdict} data-verdict={verdict}>
        <span class={css.sign}>
          <Sign size={32} aria-hidden="true" />
        </span>
        <h2 tabIndex={-1}>{t(`game.verdict.${verdict}`)}</h2>
        {(me?.points ?? 0) > 0 && <p class={css.points}>{t("game.plus", { count: me?.points ?? 0 })}</p>}
        {(me?.streak ?? 0) > 1 && <p>{t("game.streak", { count: me?.streak ?? 0 })}</p>}
        {rank !== null && rank.rank > 0 && (
          <p class={css.rank}>{t("game.rank", { rank: rank.rank, total: rank.totalParticipants })}</p>
        )}
      </div>
      <div class={css.panel}>
        <QuestionText question={question} level="h3" />
        {written && own && <AnswerField question={question} answer={own} />}
        {question.type !== "POLL" && <SolutionLine question={question} solution={reveal.correct} />}
        <Distribution question={question} bars={reveal.distribution} own={own} />
        {explanation && (
          <p class={css.explanation} dir="auto">
            {explanation}
          </p>
        )}
      </div>
      {state.settings.showLeaderboard && leaderboard !== null && (
        <div class={css.panel}>
          <h3>{t("game.leaderboard")}</h3>
          <Leaderboard places={leaderboard.top} mine={me?.participantId} />
        </div>
      )}
    </>
  );
}

/** The podium, and the own place. */
export function End({ game, home }: { game: Game; home: string }) {
  const { state, results } = game;
  const own = results?.places.find(({ mine }) => mine);
  return (
    <div class={css.wait} data-what="end">
      <p class={css.overline} dir="auto">
        {state?.title}
      </p>
      <h2 tabIndex={-1}>{t(state?.status === "ABANDONED" ? "game.abandoned" : "game.over")}</h2>
      <Podium places={results?.podium ?? state?.leaderboard?.top ?? []} />
      {own !== undefined && results !== null && (
        <>
          <p class={css.rank}>{t("game.rank", { rank: own.rank, total: results.totalParticipants })}</p>
          <p>{t("game.ownResult", { correct: own.correct, answered: own.answered })}</p>
          <p class={css.points}>{t("game.points", { count: own.score })}</p>
        </>
      )}
      <ButtonLink href={home}>{t("game.back")}</ButtonLink>
    </div>
  );
}
