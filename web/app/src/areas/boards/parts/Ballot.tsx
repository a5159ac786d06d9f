import { useState } from "preact/hooks";

import { useForm } from "../../../kernel/form";
import { Button } from "../../../ui/Button";
import { Form } from "../../../ui/Field";
import { Scale } from "../../../ui/Scale";
import { OptionMark } from "../../../ui/Shape";
import { t } from "../messages";
import type { Board } from "../model/board";
import type { Answer, Poll } from "../requests";
import css from "./Polls.module.css";

const MOST_WORDS = 3;

interface BallotProps {
  poll: Poll;
  board: Board;
  onVoted: () => void;
}

/** Where somebody votes; what is chosen stays as counts arrive. */
export function Ballot({ poll, board, onVoted }: BallotProps) {
  const [nothing, setNothing] = useState(false);
  const form = useForm<{ choices: number[]; rating: number | null; words: string[] }>(
    { choices: [], rating: null, words: [] },
    async (values) => {
      const answer = answerOf(poll, values);
      setNothing(answer === null);
      if (answer === null) return;
      await board.votePoll(poll.id, answer);
      onVoted();
    },
  );
  const { choices, rating, words } = form.values;

  function choose(place: number, on: boolean) {
    const others = poll.multiple ? choices.filter((one) => one !== place) : [];
    form.set("choices", on ? [...others, place].sort((a, b) => a - b) : others);
  }

  return (
    <Form form={form} aria-label={poll.prompt} data-ballot>
      {poll.kind === "CHOICE" && (
        <div class={css.options}>
          {poll.options.map((option, place) => (
            <label key={place} class={css.option}>
              <input
                type={poll.multiple ? "checkbox" : "radio"}
                name={`poll-${poll.id}`}
                value={place}
                checked={choices.includes(place)}
                onChange={(event) => choose(place, event.currentTarget.checked)}
              />
              <OptionMark place={place} />
              <span dir="auto">{option}</span>
            </label>
          ))}
        </div>
      )}
      {poll.kind === "RATING" && (
        <Scale
          name={`poll-${poll.id}`}
          label={poll.prompt}
          from={1}
          to={5}
          value={rating}
          onChoose={(value) => form.set("rating", value)}
        />
      )}
      {poll.kind === "WORDCLOUD" && (
        <div class={css.words}>
          {Array.from({ length: MOST_WORDS }, (_, place) => {
            const label = t("poll.word", { n: place + 1 });
            return (
              <input
                key={place}
                class={css.word}
                maxLength={30}
                dir="auto"
                aria-label={label}
                placeholder={label}
                value={words[place] ?? ""}
                onInput={(event) => {
                  const next = Array.from({ length: MOST_WORDS }, (_, at) => words[at] ?? "");
                  next[place] = event.currentTarget.value;
                  form.set("words", next);
                }}
              />
            );
          })}
        </div>
      )}
      <p class={css.error} role="alert">
        {nothing && t("poll.nothing")}
      </p>
      <p>
        <Button kind="primary" type="submit" aria-disabled={form.busy}>
          {t("poll.vote")}
        </Button>
      </p>
    </Form>
  );
}

function answerOf(poll: Poll, given: { choices: number[]; rating: number | null; words: string[] }): Answer | null {
  if (poll.kind === "RATING") return given.rating === null ? null : { rating: given.rating };
  if (poll.kind === "CHOICE") return given.choices.length === 0 ? null : { choices: given.choices };
  const words = given.words.map((word) => word.trim()).filter(Boolean);
  return words.length === 0 ? null : { words };
}
