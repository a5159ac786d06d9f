import { useEffect, useState } from "preact/hooks";

import { ApiError } from "../../../kernel/api";
import { fail, toast } from "../../../kernel/toast";
import { AnswerField } from "../../../shared/questions/AnswerField";
import { type Answer, behindKey, draftOf, isOnePress, press, sendable } from "../../../shared/questions/answers";
import { Countdown } from "../../../shared/questions/Countdown";
import { t as questions } from "../../../shared/questions/messages";
import { QuestionText } from "../../../shared/questions/QuestionText";
import { Button } from "../../../ui/Button";
import { t } from "../messages";
import type { Game } from "../model/game";
import css from "./Player.module.css";
import { PlayHead } from "./Waiting";
import { onFreeKey } from "./keys";

/** A question that takes answers: by a press, by the keys 1 to 9, or in writing. */
export function OpenQuestion({ game, onOver }: { game: Game; onOver: () => void }) {
  const { state } = game;
  const question = state?.question ?? null;
  const [draft, setDraft] = useState<Answer>(() => (question === null ? {} : draftOf(question, game.refused?.answer)));

  useEffect(() => {
    if (question === null || question.type === "ORDERING") return;
    return onFreeKey((event) => {
      const id = behindKey(question, event.key);
      if (id === null) return;
      event.preventDefault();
      change(press(question, draft, id));
    });
  }, [question?.id, draft]);

  if (state === null || question === null) return null;
  const once = isOnePress(question);
  const { refused } = game;
  const unclear = refused?.unfit === true && refused.answer.written === draft.written?.trim();

  function send(next: Answer) {
    const answer = question === null ? null : sendable(question, next);
    if (answer === null) return;
    game.answer(answer).catch((error: unknown) => {
      const code = error instanceof ApiError ? error.code : "";
      if (code === "question_closed") toast(t("game.tooLate"));
      else if (code !== "already_answered" && !(code === "answer_does_not_fit" && answer.written)) fail(error);
      void game.load();
    });
  }

  function change(next: Answer) {
    setDraft(next);
    if (once) send(next);
  }

  const total = Date.parse(state.endsAt ?? "") - Date.parse(state.startsAt ?? "");
  return (
    <>
      <PlayHead game={game} />
      <Countdown remaining={() => game.remaining} total={total} onOver={onOver} />
      <QuestionText question={question} level="h2" />
      <form
        class={css.answer}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send(draft);
        }}
      >
        <AnswerField question={question} answer={draft} onChange={change} reading={unclear ? null : undefined} />
        {question.type === "MULTIPLE" && <p class={css.hint}>{questions("question.several")}</p>}
        {!once && (
          <Button kind="primary" size="wide" type="submit" disabled={sendable(question, draft) === null}>
            {t("game.send")}
          </Button>
        )}
      </form>
    </>
  );
}
