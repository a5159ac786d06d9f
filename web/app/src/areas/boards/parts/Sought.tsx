import { useEffect } from "preact/hooks";

import { t } from "../messages";
import type { Board, BoardView } from "../model/board";
import { QuestionCard } from "./QuestionCard";
import css from "./QuestionList.module.css";

interface SoughtProps {
  /** The question in the address, if there is one. */
  id: string | null;
  view: BoardView;
  board: Board;
}

/** The question that somebody has come for, above all others: it may stand far down the list. */
export function Sought({ id, view, board }: SoughtProps) {
  useEffect(() => {
    board.seek(id).catch(reportError);
    return () => void board.seek(null);
  }, [id, board]);
  if (view.sought === null) return null;
  return (
    <section class={css.part} aria-label={t("board.sought")}>
      <h2 class={css.sought}>{t("board.sought")}</h2>
      <ol class={css.list}>
        <QuestionCard question={view.sought} view={view} board={board} />
      </ol>
    </section>
  );
}
