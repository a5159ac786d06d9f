import { useInfiniteQuery } from "@tanstack/preact-query";
import { MessageCircleQuestion, Plus, VenetianMask } from "lucide-preact";
import { useState } from "preact/hooks";

import { href } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { CodeForm } from "../../../shared/CodeForm";
import { Button } from "../../../ui/Button";
import { CardLink, Chip } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { boards } from "../boards";
import { t } from "../messages";
import { NewBoard } from "../parts/NewBoard";
import type { Board } from "../requests";
import css from "./Boards.module.css";

/** The boards of somebody's school and classes. */
export default function BoardsPage() {
  const world = useWorld();
  const [creating, setCreating] = useState(false);
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery(boards(world).list);
  const all = data?.pages.flatMap((page) => page.data) ?? [];
  const manages = world.may("boards:manage");
  const action = manages && !creating && (
    <Button kind="primary" onClick={() => setCreating(true)} data-new-board>
      <Plus size={18} aria-hidden="true" />
      {t("board.new")}
    </Button>
  );
  return (
    <Page title={t("boards.title")} lead={t("boards.lead")} action={action}>
      {creating && <NewBoard onCancel={() => setCreating(false)} />}
      {isPending && <Skeletons count={3} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("board.error")} error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && all.length === 0 && (
        <Empty icon={MessageCircleQuestion} title={t("board.none")} hint={t("board.noneHint")} />
      )}
      <ul class={css.list} aria-label={t("boards.title")} aria-busy={isPending}>
        {all.map((board) => (
          <li key={board.id}>
            <Summary board={board} />
          </li>
        ))}
      </ul>
      {hasNextPage && <More loading={isFetchingNextPage} onMore={() => void fetchNextPage()} />}
      <CodeForm />
    </Page>
  );
}

function Summary({ board: { id, title, settings, status, questionsCount } }: { board: Board }) {
  return (
    <CardLink href={href("/boards/:id", { id })}>
      <span class={css.title}>
        <b dir="auto">{title}</b>
        {settings.anonymous && (
          <Chip kind="calm">
            <VenetianMask size={14} aria-hidden="true" />
            {t("board.anonymous")}
          </Chip>
        )}
        {status !== "OPEN" && <Chip>{t(`board.status.${status}`)}</Chip>}
      </span>
      <span class={css.hint}>{t("board.questions", { count: questionsCount })}</span>
    </CardLink>
  );
}
