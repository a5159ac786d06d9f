import { useInfiniteQuery } from "@tanstack/preact-query";
import { Library, ListChecks, Plus, Users } from "lucide-preact";

import { inLanguage } from "../../../kernel/i18n";
import { href } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { ButtonLink } from "../../../ui/Button";
import { Actions, CardLink, Chip } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { learning, quizzesQuery } from "../learning";
import { t } from "../messages";
import { facts } from "../parts/facts";
import type { QuizSummary } from "../requests";
import css from "./Quizzes.module.css";

/** The quizzes that the reader may take or edit, newest first. */
export default function QuizzesPage() {
  const world = useWorld();
  learning(world);
  const writes = world.may("quizzes:create");
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(quizzesQuery);
  const quizzes = data?.pages.flatMap((page) => page.data) ?? [];
  const create = (
    <ButtonLink kind="primary" href="/quizzes/new">
      <Plus size={18} aria-hidden="true" />
      {t("quiz.new")}
    </ButtonLink>
  );
  return (
    <Page
      title={t("quiz.list")}
      lead={t(writes ? "quiz.listLeadWriter" : "quiz.listLead")}
      back={{ href: "/classroom", label: t("quiz.classroom") }}
      action={writes && quizzes.length > 0 && create}
    >
      {writes && (
        <Actions>
          <ButtonLink href="/quizzes/bank">
            <Library size={18} aria-hidden="true" />
            {t("bank.title")}
          </ButtonLink>
          {world.may("live:host") && (
            <ButtonLink href="/live/new">
              <Users size={18} aria-hidden="true" />
              {t("quiz.liveSheet")}
            </ButtonLink>
          )}
        </Actions>
      )}
      {isPending && <Skeletons count={3} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("quiz.listError")} error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && quizzes.length === 0 && (
        <Empty icon={ListChecks} title={t("quiz.none")} hint={t(writes ? "quiz.noneHintWriter" : "quiz.noneHint")}>
          {writes && create}
        </Empty>
      )}
      {quizzes.length > 0 && (
        <ul class={css.list} aria-label={t("quiz.list")}>
          {quizzes.map((quiz) => (
            <li key={quiz.id}>
              <Summary quiz={quiz} />
            </li>
          ))}
        </ul>
      )}
      {hasNextPage && <More loading={isFetchingNextPage} onMore={() => void fetchNextPage()} />}
    </Page>
  );
}

function Summary({ quiz }: { quiz: QuizSummary }) {
  return (
    <CardLink href={href("/quizzes/:id", { id: quiz.id })} data-quiz={quiz.id}>
      <span class={css.title}>
        <b dir="auto">{inLanguage(quiz.title, quiz.titleKh)}</b>
        {quiz.status === "DRAFT" && <Chip kind="warn">{t("quiz.draft")}</Chip>}
      </span>
      <span class={css.facts}>{facts(quiz)}</span>
    </CardLink>
  );
}
