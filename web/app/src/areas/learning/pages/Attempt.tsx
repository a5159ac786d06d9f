import { CircleCheckBig } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { inLanguage } from "../../../kernel/i18n";
import { t as shared } from "../../../kernel/messages";
import { type PageProps, href, navigate, useLeaveGuard } from "../../../kernel/router";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Countdown } from "../../../shared/questions/Countdown";
import { t as words } from "../../../shared/questions/messages";
import { Button, ButtonLink } from "../../../ui/Button";
import { Card } from "../../../ui/Card";
import { askFirst } from "../../../ui/Dialog";
import { Page } from "../../../ui/Page";
import { Skeletons } from "../../../ui/States";
import { keys } from "../keys";
import { learning } from "../learning";
import { t } from "../messages";
import { Attempt } from "../model/attempt";
import { rightOf } from "../model/results";
import { scoreOf } from "../parts/Attempts";
import { Results } from "../parts/Results";
import { SheetQuestion } from "../parts/SheetQuestion";
import { useQuiz } from "../parts/useQuiz";
import { requests } from "../requests";
import css from "./Attempt.module.css";

/** A quiz taken alone: all questions below one another, the time, and whether the answers are saved. */
export default function AttemptPage({ params: { id } }: PageProps<"/quizzes/:id/attempt">) {
  const world = useWorld();
  learning(world);
  const { data: quiz } = useQuiz(id);
  const [attempt] = useState(() => new Attempt(requests, id, world.drafts));
  const back = href("/quizzes/:id", { id });

  useEffect(() => {
    attempt.onRefused = fail;
    attempt.start().catch((error: unknown) => {
      fail(error);
      void navigate(back, { replace: true, force: true });
    });
    const flush = () => attempt.flush();
    window.addEventListener("pagehide", flush);
    return () => {
      window.removeEventListener("pagehide", flush);
      attempt.flush();
      attempt.stop();
      // The page of the quiz says how far it is, and how often it was tried.
      void world.cache.invalidateQueries({ queryKey: keys.quiz(id) });
      void world.cache.invalidateQueries({ queryKey: keys.results(id) });
    };
  }, [attempt]);
  useLeaveGuard(attempt.saved.value === "unsaved" && attempt.status.value !== "done", attempt.leaving);

  const title = quiz ? inLanguage(quiz.title, quiz.titleKh) : t("quiz.one");
  return (
    <Page title={title} back={{ href: back, label: t("quiz.back") }}>
      {attempt.status.value === "new" && <Skeletons count={2} shape="post" />}
      {(attempt.status.value === "open" || attempt.status.value === "handing-in") && <Sheet attempt={attempt} />}
      {attempt.status.value === "done" && <Outcome attempt={attempt} back={back} />}
    </Page>
  );
}

function Sheet({ attempt }: { attempt: Attempt }) {
  const sheet = attempt.sheet.value;
  if (sheet === null) return null;
  const { questions, deadlineAt, startedAt } = sheet;
  const busy = attempt.status.value === "handing-in";

  async function handIn() {
    if (busy) return;
    const missing = questions.length - attempt.answered.value;
    if (missing > 0) {
      const asked = { title: t("quiz.submitTitle"), text: t("quiz.missing", { count: missing }), danger: false };
      if (!(await askFirst({ ...asked, confirm: t("quiz.submit"), cancel: shared("app.cancel") }))) return;
    }
    await attempt.submit().catch((error: unknown) => {
      if (Object.values(attempt.readings.value).includes(null)) toast(words("question.unclear"));
      else fail(error);
    });
  }

  return (
    <>
      <div class={css.bar}>
        {deadlineAt !== null && (
          <Countdown
            remaining={() => attempt.remaining ?? 0}
            total={Date.parse(deadlineAt) - Date.parse(startedAt)}
          />
        )}
        <div class={css.state}>
          <span>{t("quiz.answered", { count: attempt.answered.value, total: questions.length })}</span>
          <span class={css.saved} role="status" data-saved={attempt.saved.value}>
            {t(`quiz.saved.${attempt.saved.value}`)}
          </span>
          <Button kind="primary" aria-disabled={busy} onClick={() => void handIn()}>
            {t("quiz.submit")}
          </Button>
        </div>
      </div>
      <ol class={css.questions} aria-label={t("quiz.questions")}>
        {questions.map((question, place) => (
          <SheetQuestion
            key={question.id}
            question={question}
            place={place}
            total={questions.length}
            saved={sheet.answers[question.id] ?? null}
            reading={attempt.readings.value[question.id]}
            answered={question.id in attempt.answers.value}
            give={(answer) => attempt.give(question.id, answer)}
          />
        ))}
      </ol>
    </>
  );
}

function Outcome({ attempt, back }: { attempt: Attempt; back: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const result = attempt.result.value;
  const questions = attempt.sheet.value?.questions ?? [];
  useEffect(() => {
    window.scrollTo({ top: 0 });
    heading.current?.focus({ preventScroll: true });
  }, []);
  if (result === null) return null;
  const { items, score } = result;
  return (
    <>
      <Card>
        <div class={css.outcome}>
          <CircleCheckBig size={40} aria-hidden="true" />
          <h2 ref={heading} tabIndex={-1}>
            {t("quiz.done")}
          </h2>
          <p class={css.score}>{score === null ? t("quiz.scoreLater") : scoreOf(result)}</p>
          {items !== null && <p>{t("quiz.rightOf", { ...rightOf(items, questions) })}</p>}
          {items === null && score !== null && <p class={css.soft}>{t("quiz.solutionsLater")}</p>}
          <ButtonLink href={back}>{t("quiz.back")}</ButtonLink>
        </div>
      </Card>
      {items !== null && <Results questions={questions} items={items} />}
    </>
  );
}
