import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { isGone } from "../../../kernel/errors";
import { t as shared } from "../../../kernel/messages";
import { moment } from "../../../kernel/time";
import { fail, toast } from "../../../kernel/toast";
import { type PageProps, href, useLeaveGuard } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { LinkButton, Button } from "../../../ui/Button";
import { askFirst } from "../../../ui/Dialog";
import { Actions, Card } from "../../../ui/Card";
import { NumberField } from "../../../ui/Controls";
import { Page } from "../../../ui/Page";
import { Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { learning } from "../learning";
import { t } from "../messages";
import { changesOf } from "../model/corrections";
import { shownQuestions } from "../model/results";
import { scoreOf } from "../parts/Attempts";
import { QuizGone } from "../parts/QuizGone";
import { Results } from "../parts/Results";
import { Lines } from "../../../ui/TextFields";
import { useQuiz } from "../parts/useQuiz";
import { type AttemptRead, type QuizRead, requests } from "../requests";
import css from "./Correct.module.css";

/** An attempt of a pupil: every answer, and points by hand with a reason. */
export default function CorrectPage({ params: { id, attemptId } }: PageProps<"/quizzes/:id/attempts/:attemptId">) {
  learning(useWorld());
  const quiz = useQuiz(id);
  const attempt = useQuery({
    queryKey: keys.attempt(id, attemptId),
    queryFn: () => requests.attempt(id, attemptId),
  });
  const found = attempt.data;
  const error = isGone(attempt.error) ? null : (attempt.error ?? quiz.error);
  return (
    <Page
      title={found ? t("quiz.attempt", { name: found.user.name }) : t("quiz.attemptOne")}
      lead={found && `${moment(found.submittedAt ?? found.startedAt)} · ${scoreOf(found)}`}
      back={{ href: href("/quizzes/:id", { id }), label: t("quiz.back") }}
    >
      {(attempt.isPending || quiz.isPending) && <Skeletons count={2} shape="post" />}
      {error && found === undefined && (
        <Trouble title={t("quiz.attemptError")} error={error} retry={() => void attempt.refetch()} />
      )}
      {(isGone(attempt.error) || quiz.data === null) && <QuizGone />}
      {found && quiz.data && (found.items === null ? <p>{t("quiz.notOver")}</p> : <Sheet key={found.version} quiz={quiz.data} attempt={found} />)}
      {found && quiz.data?.canEdit && found.corrected && <History quiz={quiz.data} attempt={found} />}
    </Page>
  );
}

function Sheet({ quiz, attempt }: { quiz: QuizRead; attempt: AttemptRead }) {
  const { cache } = useWorld();
  const questions = shownQuestions(quiz);
  const items = new Map((attempt.items ?? []).map((item) => [item.questionId, item]));
  const [given, setGiven] = useState<Record<string, number | null>>({});
  const [reason, setReason] = useState("");
  const [complaint, setComplaint] = useState("");
  const [busy, setBusy] = useState(false);
  const changes = changesOf(attempt.items ?? [], given);
  const dirty = Object.keys(changes).length > 0;
  useLeaveGuard(dirty, () =>
    askFirst({
      title: t("quiz.leaveTitle"),
      text: t("quiz.leaveText"),
      confirm: t("quiz.leave"),
      cancel: shared("app.cancel"),
    }),
  );

  async function save() {
    if (Object.keys(changes).length === 0) return setComplaint(t("quiz.nothingChanged"));
    if (reason.trim() === "") return setComplaint(t("quiz.reasonNeeded"));
    setComplaint("");
    setBusy(true);
    try {
      const body = { points: changes, reason: reason.trim(), version: attempt.version };
      const saved = await requests.correct(quiz.id, attempt.id, body);
      cache.setQueryData(keys.attempt(quiz.id, attempt.id), saved);
      void cache.invalidateQueries({ queryKey: keys.results(quiz.id) });
      toast(t("quiz.corrected"));
    } catch (error) {
      fail(error);
      void cache.invalidateQueries({ queryKey: keys.attempt(quiz.id, attempt.id) });
    } finally {
      setBusy(false);
    }
  }

  return (
    <form class={css.list} aria-busy={busy} onSubmit={(event) => event.preventDefault()}>
      <h2 class="visually-hidden">{t("quiz.solutions")}</h2>
      {questions.map((question, place) => {
        const item = items.get(question.id);
        if (item === undefined) return null;
        return (
          <Card key={question.id} data-question={question.id}>
            <Results questions={[question]} items={[item]} theirs />
            {quiz.canEdit && question.points > 0 && (
              <div class={css.row}>
                <NumberField
                  label={t("quiz.pointsOf", { n: place + 1, max: question.points })}
                  min={0}
                  max={question.points}
                  step="any"
                  value={question.id in given ? (given[question.id] ?? null) : item.points}
                  onNumber={(points) => setGiven({ ...given, [question.id]: points })}
                />
                {item.byHand && (
                  <span class={css.soft}>
                    {t("quiz.isByHand")}{" "}
                    <LinkButton onClick={() => setGiven({ ...given, [question.id]: null })}>{t("quiz.takeBack")}</LinkButton>
                  </span>
                )}
              </div>
            )}
          </Card>
        );
      })}
      {quiz.canEdit && (
        <Card>
          <div class={css.foot}>
            <Lines label={t("quiz.reason")} maxLength={500} value={reason} onText={setReason} />
            <p role="alert">{complaint}</p>
            <Actions end>
              <Button kind="primary" type="submit" aria-disabled={busy} onClick={() => !busy && void save()}>
                {t("quiz.saveCorrections")}
              </Button>
            </Actions>
          </div>
        </Card>
      )}
    </form>
  );
}

function History({ quiz, attempt }: { quiz: QuizRead; attempt: AttemptRead }) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.corrections(quiz.id, attempt.id, attempt.version),
    queryFn: () => requests.corrections(quiz.id, attempt.id),
  });
  const places = new Map((quiz.questions ?? []).map(({ id }, place) => [id, place + 1]));
  return (
    <Card aria-labelledby="by-hand">
      <h2 id="by-hand">{t("quiz.history")}</h2>
      {isPending && <Skeletons count={1} shape="row" />}
      {error !== null && <Trouble title={t("quiz.attemptError")} error={error} retry={() => void refetch()} />}
      <ol class={css.foot}>
        {data?.data.map((line) => (
          <li key={line.id}>
            <p>
              {t("quiz.historyLine", {
                name: line.correctedByName ?? "–",
                n: places.get(line.questionId) ?? 0,
                before: line.pointsBefore,
                after: line.pointsAfter,
              })}
            </p>
            <p class={css.soft} dir="auto">
              {line.reason} · {moment(line.correctedAt)}
            </p>
          </li>
        ))}
      </ol>
    </Card>
  );
}
