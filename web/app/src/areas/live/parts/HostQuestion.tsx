import { useEffect } from "preact/hooks";

import { inLanguage } from "../../../kernel/i18n";
import { AnswerField } from "../../../shared/questions/AnswerField";
import { draftOf } from "../../../shared/questions/answers";
import { Countdown } from "../../../shared/questions/Countdown";
import { QuestionText } from "../../../shared/questions/QuestionText";
import { Skeletons } from "../../../ui/States";
import { t } from "../messages";
import type { Game } from "../model/game";
import css from "./Host.module.css";
import { MainButton } from "./MainButton";
import { play } from "./sound";

/** More characters than fill three lines of the largest letters. */
const LONG = 90;

/** A question on the wall, its time, and how many have answered. */
export function HostQuestion({ game }: { game: Game }) {
  const { state } = game;
  const { answered = 0, participantCount = 0, settings } = state ?? {};
  const all = participantCount > 0 && (answered ?? 0) >= participantCount;
  useEffect(() => {
    // Nobody is left to wait for. Where another page was first, the answer says so.
    if (all && settings?.autoAdvance) void game.lead("reveal").catch(() => void game.load());
  }, [all]);
  if (state?.question == null) return <Skeletons count={1} shape="post" />;
  const { question, index, total } = state;
  const time = Date.parse(state.endsAt ?? "") - Date.parse(state.startsAt ?? "");
  return (
    <div class={css.question} data-long={inLanguage(question.text, question.textKh).length > LONG || question.options.length > 4}>
      <div class={css.time}>
        <p>{t("game.progress", { n: (index ?? 0) + 1, total })}</p>
        <Countdown remaining={() => game.remaining} total={time} onTick={() => play("tick")} />
        <p class={css.answered} role="status">
          {t("host.answered", { count: answered ?? 0, total: participantCount })}
        </p>
        <MainButton game={game} command="reveal" label="host.reveal" ready={all} />
      </div>
      <QuestionText question={question} level="h2" />
      {question.type !== "TEXT" && question.type !== "NUMERIC" && (
        <AnswerField question={question} answer={draftOf(question, null)} />
      )}
    </div>
  );
}
