import { useInfiniteQuery } from "@tanstack/preact-query";

import { href } from "../../../kernel/router";
import { moment } from "../../../kernel/time";
import { Card } from "../../../ui/Card";
import { More, Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { rightOf, shownQuestions } from "../model/results";
import { type AttemptRead, type QuizRead, requests } from "../requests";
import css from "./Attempts.module.css";
import { Results } from "./Results";

const PAGE = 30;

/** The score of an attempt as far as it may be known. */
export function scoreOf({ status, score, passed, corrected }: AttemptRead): string {
  if (status === "OPEN") return t("quiz.open");
  if (score === null) return t("quiz.scoreHidden");
  const verdict = passed === null ? "" : ` · ${t(passed ? "quiz.passed" : "quiz.failed")}`;
  const byHand = corrected ? ` · ${t("quiz.correctedMark")}` : "";
  return t("quiz.score", { count: Math.round(score * 10) / 10 }) + verdict + byHand;
}

function when({ submittedAt, startedAt }: AttemptRead): string {
  return moment(submittedAt ?? startedAt);
}

/** The reader's own attempts; those that may be looked at open. */
export function OwnAttempts({ quiz, attempts }: { quiz: QuizRead; attempts: readonly AttemptRead[] }) {
  if (attempts.length === 0) return null;
  const questions = shownQuestions(quiz);
  return (
    <Card aria-labelledby="own-attempts">
      <h2 id="own-attempts">{t("quiz.ownAttempts")}</h2>
      <ol class={css.list}>
        {attempts.map((attempt) => (
          <li key={attempt.id} class={css.attempt} data-attempt={attempt.status}>
            <p class={css.row}>
              <span>{t("quiz.attemptNumber", { n: attempt.number })}</span>
              <span class={css.when}>{when(attempt)}</span>
              <b class={css.score}>{scoreOf(attempt)}</b>
            </p>
            {attempt.items !== null && (
              <details class={css.details}>
                <summary>{t("quiz.lookAt", { ...rightOf(attempt.items, questions) })}</summary>
                <Results questions={questions} items={attempt.items} />
              </details>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}

/** Everybody's attempts, for who may edit the quiz. */
export function AllAttempts({ quiz: { id } }: { quiz: QuizRead }) {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: keys.all(id),
    queryFn: ({ pageParam }) => requests.attempts(id, { limit: PAGE, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasMore ? pageInfo.nextCursor : null),
  });
  const attempts = data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Card aria-labelledby="all-attempts">
      <h2 id="all-attempts">{t("quiz.attempts")}</h2>
      {isPending && <Skeletons count={2} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("quiz.attemptsError")} error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && attempts.length === 0 && <p class={css.when}>{t("quiz.noAttempts")}</p>}
      <ul class={css.list}>
        {attempts.map((attempt) => (
          <li key={attempt.id} class={css.row}>
            <a
              href={href("/quizzes/:id/attempts/:attemptId", { id, attemptId: attempt.id })}
              aria-label={t("quiz.openAttempt", { name: attempt.user.name })}
            >
              <b dir="auto">{attempt.user.name}</b>
            </a>
            <span class={css.when}>{when(attempt)}</span>
            <span class={css.score}>{scoreOf(attempt)}</span>
          </li>
        ))}
      </ul>
      {hasNextPage && <More loading={isFetchingNextPage} onMore={() => void fetchNextPage()} />}
    </Card>
  );
}
