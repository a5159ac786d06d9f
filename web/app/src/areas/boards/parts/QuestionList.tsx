import { ListFilter, MessageCircleQuestion } from "lucide-preact";
import { useRef, useState } from "preact/hooks";

import type { QuestionStatus } from "../../../kernel/api";
import { fail } from "../../../kernel/toast";
import { Choices } from "../../../ui/Choices";
import { Select } from "../../../ui/Field";
import { useGlide } from "../../../ui/glide";
import { Empty, More } from "../../../ui/States";
import { t } from "../messages";
import type { Board, BoardView } from "../model/board";
import type { Choice } from "../requests";
import { QuestionCard } from "./QuestionCard";
import css from "./QuestionList.module.css";

const SORTS = ["top", "new"] as const;
const FILTERS: readonly QuestionStatus[] = ["OPEN", "ANSWERED"];

interface BoardPartProps {
  view: BoardView;
  board: Board;
}

/** The questions of a board as the reader has chosen to see them. */
export function QuestionList({ view, board }: BoardPartProps) {
  const { filter, tag, sought } = view;
  // It stands above the list.
  const questions = view.questions.filter(({ id }) => id !== sought?.id);
  const list = useRef<HTMLOListElement>(null);
  const [loading, setLoading] = useState(false);
  useGlide(list, questions.map(({ id }) => id).join());

  function more() {
    if (loading) return;
    setLoading(true);
    void board
      .more()
      .catch(fail)
      .finally(() => setLoading(false));
  }

  return (
    <section class={css.part} aria-label={t("board.list")}>
      <Bar view={view} board={board} />
      {view.questions.length === 0 && (
        <Empty
          icon={MessageCircleQuestion}
          title={t(filter !== null || tag !== null ? "board.nothing" : "board.empty")}
          hint={t("board.emptyHint")}
        />
      )}
      <ol ref={list} class={css.list} aria-label={t("board.list")}>
        {questions.map((question) => (
          <QuestionCard key={question.id} question={question} view={view} board={board} />
        ))}
      </ol>
      {view.hasMore && <More loading={loading} onMore={more} />}
    </section>
  );
}

function Bar({ view, board }: BoardPartProps) {
  const choose = (wish: Partial<Choice>) => void board.choose(wish).catch(fail);
  const filters = view.detail.canModerate ? [...FILTERS, "UNDER_REVIEW" as const] : FILTERS;
  const options = [
    { value: "", label: t("board.all") },
    ...filters.map((value) => ({ value, label: t(`board.question.${value}`) })),
  ];
  const tags = new Map(view.questions.flatMap((one) => one.tags).map(({ id, name }) => [id, name]));
  if (view.tag !== null && !tags.has(view.tag)) tags.set(view.tag, "…");
  return (
    <div class={css.bar}>
      <Choices
        label={t("board.sort")}
        value={view.sort}
        options={SORTS.map((value) => ({ value, label: t(`board.sort.${value}`) }))}
        onChoose={(sort) => choose({ sort })}
      />
      <Select
        icon={ListFilter}
        label={t("board.filter")}
        value={view.filter ?? ""}
        options={options}
        onChoose={(value) => choose({ filter: (value || null) as QuestionStatus | null })}
      />
      {tags.size > 0 && (
        <div class={css.tags} role="group" aria-label={t("board.tags")}>
          {[...tags].map(([id, name]) => (
            <button
              key={id}
              type="button"
              class={css.tag}
              aria-pressed={id === view.tag}
              onClick={() => choose({ tag: id === view.tag ? null : id })}
            >
              #{name}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
