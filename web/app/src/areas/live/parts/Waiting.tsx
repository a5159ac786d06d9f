import { Check, Hourglass, type LucideIcon, Sparkles } from "lucide-preact";

import { ReadNumber } from "../../../shared/questions/AnswerField";
import type { Answer } from "../../../shared/questions/answers";
import { t } from "../messages";
import type { Game } from "../model/game";
import css from "./Player.module.css";

const MOST_NAMES = 40;
const SIGNS: Record<"answered" | "timeUp" | "getReady", LucideIcon> = {
  answered: Check,
  timeUp: Hourglass,
  getReady: Sparkles,
};

/** Between questions, or between an answer and its result. */
export function Waiting({ game, what }: { game: Game; what: keyof typeof SIGNS }) {
  const Sign = SIGNS[what];
  const number = what === "answered" ? (game.state?.me?.answer as Answer | null | undefined)?.number : null;
  return (
    <>
      <PlayHead game={game} />
      <div class={css.wait} data-what={what}>
        <span class={css.sign}>
          <Sign size={32} aria-hidden="true" />
        </span>
        <h2 tabIndex={-1}>{t(`game.${what}`)}</h2>
        {number != null && (
          <p>
            <ReadNumber number={number} />
          </p>
        )}
        <p class={css.hint}>{t(`game.${what}Hint`)}</p>
      </div>
    </>
  );
}

/** Inside, before it starts: who else is here. */
export function Lobby({ game }: { game: Game }) {
  const { state } = game;
  if (state === null) return null;
  const own = state.me?.participantId;
  return (
    <div class={css.wait} data-what="lobby">
      <p class={css.overline} dir="auto">
        {state.title}
      </p>
      <h2 tabIndex={-1}>{t("game.welcome", { name: state.me?.nickname ?? "" })}</h2>
      <p class={css.hint}>{t("game.lobbyHint")}</p>
      <p class={css.count} role="status">
        {t("game.players", { count: state.participantCount })}
      </p>
      <ul class={css.names}>
        {state.players.slice(-MOST_NAMES).map(({ participantId, nickname }) => (
          <li key={participantId} class={css.name} dir="auto" data-mine={participantId === own}>
            {nickname}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** How far the game is, and the own points. */
export function PlayHead({ game }: { game: Game }) {
  const { state } = game;
  return (
    <p class={css.head}>
      <span>{t("game.progress", { n: (state?.index ?? 0) + 1, total: state?.total ?? 0 })}</span>
      <span>{t("game.points", { count: state?.me?.score ?? 0 })}</span>
    </p>
  );
}
