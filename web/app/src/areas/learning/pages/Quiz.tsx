import { useQuery } from "@tanstack/preact-query";
import { Copy, Download, Eye, Library, Pencil, Trash2, Users } from "lucide-preact";

import { inLanguage } from "../../../kernel/i18n";
import { randomUuid } from "../../../kernel/api";
import { saveFile } from "../../../kernel/saveFile";
import { fail, toast } from "../../../kernel/toast";
import { now, moment } from "../../../kernel/time";
import { t as shared } from "../../../kernel/messages";
import { type PageProps, href, navigate } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { sheetRequests } from "../../../shared/questions/sheets";
import { Button, ButtonLink } from "../../../ui/Button";
import { Actions, Card, Chip } from "../../../ui/Card";
import { askFirst } from "../../../ui/Dialog";
import { Page } from "../../../ui/Page";
import { Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { learning } from "../learning";
import { t } from "../messages";
import { standingOf } from "../model/standing";
import { AllAttempts, OwnAttempts } from "../parts/Attempts";
import { QuizGone } from "../parts/QuizGone";
import { Stats } from "../parts/Stats";
import { facts } from "../parts/facts";
import { useQuiz } from "../parts/useQuiz";
import { type AttemptRead, type AuthorQuestion, type QuizRead, requests } from "../requests";
import css from "./Quiz.module.css";

/** One quiz: what it is, what one may do with it, and how it went. */
export default function QuizPage({ params: { id } }: PageProps<"/quizzes/:id">) {
  learning(useWorld());
  const { data: quiz, error, isPending, refetch } = useQuiz(id);
  const title = quiz ? inLanguage(quiz.title, quiz.titleKh) : t("quiz.one");
  return (
    <Page
      title={title}
      lead={quiz && facts(quiz)}
      back={{ href: "/quizzes", label: t("quiz.list") }}
      action={quiz?.status === "DRAFT" && <Chip kind="warn">{t("quiz.draft")}</Chip>}
    >
      {isPending && <Skeletons count={1} shape="post" />}
      {quiz === undefined && error !== null && (
        <Trouble title={t("quiz.error")} error={error} retry={() => void refetch()} />
      )}
      {quiz === null && <QuizGone />}
      {quiz && <Content quiz={quiz} />}
    </Page>
  );
}

function Content({ quiz }: { quiz: QuizRead }) {
  const { me } = useWorld();
  const own = useQuery({
    queryKey: keys.own(quiz.id),
    queryFn: () => requests.attempts(quiz.id, { limit: 20, userId: me.id }),
  });
  const attempts = own.data?.data ?? [];
  return (
    <>
      <Door quiz={quiz} attempts={own.isPending ? null : attempts} />
      <OwnAttempts quiz={quiz} attempts={attempts} />
      {quiz.canEdit && quiz.status === "PUBLISHED" && (
        <>
          <AllAttempts quiz={quiz} />
          <Stats quiz={quiz} />
        </>
      )}
    </>
  );
}

/** What the reader may do now; `attempts` is null until they are known. */
function Door({ quiz, attempts }: { quiz: QuizRead; attempts: readonly AttemptRead[] | null }) {
  const world = useWorld();
  const { id, canEdit, timeLimit, opensAt, passingScore } = quiz;
  const standing = standingOf(quiz, attempts, now.value);
  const description = inLanguage(quiz.description ?? "", quiz.descriptionKh);
  const takes = world.may("quizzes:attempt");
  const hosts = world.may("live:host") && (canEdit || standing.kind === "closed");
  return (
    <Card>
      {description !== "" && (
        <p class={css.description} dir="auto">
          {description}
        </p>
      )}
      {standing.kind === "open" && (
        <p class={css.resume}>
          {t("quiz.resumeHint", { count: standing.attempt.answered, total: quiz.questionCount })}
          {standing.attempt.deadlineAt !== null && ` ${t("quiz.resumeUntil", { time: moment(standing.attempt.deadlineAt) })}`}
        </p>
      )}
      {standing.kind === "early" && <p class={css.note}>{t("quiz.opens", { time: moment(opensAt ?? "") })}</p>}
      {standing.kind === "closed" && <p class={css.note}>{t("quiz.closed")}</p>}
      {standing.kind === "used" && <p class={css.note}>{t("quiz.used")}</p>}
      {standing.kind === "may" && timeLimit !== null && <p class={css.note}>{t("quiz.timed")}</p>}
      {passingScore !== null && <p class={css.fact}>{t("quiz.passesAt", { count: passingScore })}</p>}
      <Actions>
        {takes && standing.kind === "open" && (
          <ButtonLink kind="primary" href={href("/quizzes/:id/attempt", { id })}>
            {t("quiz.resume")}
          </ButtonLink>
        )}
        {takes && standing.kind === "may" && (
          <ButtonLink kind="primary" href={href("/quizzes/:id/attempt", { id })}>
            {t(standing.again ? "quiz.again" : "quiz.take")}
          </ButtonLink>
        )}
        {hosts && quiz.status === "PUBLISHED" && (
          <ButtonLink href={`/live/new?quiz=${id}`}>
            <Users size={18} aria-hidden="true" />
            {t("quiz.host")}
          </ButtonLink>
        )}
        {canEdit && (
          <ButtonLink href={href("/quizzes/:id/edit", { id })}>
            <Pencil size={18} aria-hidden="true" />
            {t("quiz.editShort")}
          </ButtonLink>
        )}
        {canEdit && <ForAuthors quiz={quiz} />}
        {canEdit && <Delete id={id} />}
      </Actions>
    </Card>
  );
}

/** What an author does with a quiz beside writing it. */
function ForAuthors({ quiz: { id, questions } }: { quiz: QuizRead }) {
  const { cache } = useWorld();
  async function duplicate() {
    try {
      const copy = await requests.duplicate(id);
      void cache.invalidateQueries({ queryKey: keys.list });
      toast(t("quiz.duplicated"));
      await navigate(href("/quizzes/:id/edit", { id: copy.id }));
    } catch (error) {
      fail(error);
    }
  }
  async function keep() {
    try {
      const all = (questions ?? []) as AuthorQuestion[];
      const kept = await requests.keep({ questions: all, tags: [], shared: false }, randomUuid());
      void cache.invalidateQueries({ queryKey: keys.allBank });
      toast(t("quiz.keptInBank", { count: kept.data.length }));
    } catch (error) {
      fail(error);
    }
  }
  return (
    <>
      <ButtonLink href={href("/quizzes/:id/preview", { id })}>
        <Eye size={18} aria-hidden="true" />
        {t("quiz.preview")}
      </ButtonLink>
      <Button kind="quiet" onClick={() => void duplicate()}>
        <Copy size={18} aria-hidden="true" />
        {t("quiz.duplicate")}
      </Button>
      <Button kind="quiet" onClick={() => void keep()}>
        <Library size={18} aria-hidden="true" />
        {t("quiz.toBank")}
      </Button>
      <Button kind="quiet" onClick={() => sheetRequests.ofQuiz(id).then((blob) => saveFile(blob, "quiz.xlsx"), fail)}>
        <Download size={18} aria-hidden="true" />
        {t("quiz.sheet")}
      </Button>
    </>
  );
}

function Delete({ id }: { id: string }) {
  const { cache } = useWorld();
  async function remove() {
    const words = { title: t("quiz.deleteTitle"), text: t("quiz.deleteText") };
    if (!(await askFirst({ ...words, confirm: t("quiz.delete"), cancel: shared("app.cancel") }))) return;
    try {
      await requests.deleteQuiz(id);
    } catch (error) {
      return fail(error);
    }
    await navigate("/quizzes", { replace: true });
    cache.removeQueries({ queryKey: keys.quiz(id) });
    void cache.invalidateQueries({ queryKey: keys.list });
  }
  return (
    <Button kind="quiet" onClick={() => void remove()}>
      <Trash2 size={18} aria-hidden="true" />
      {t("quiz.delete")}
    </Button>
  );
}
