import { MessageCircleQuestion } from "lucide-preact";
import type { ComponentChildren } from "preact";

import { ApiError } from "../../../kernel/api";
import { ButtonLink } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import type { Board, BoardView } from "../model/board";
import { useBoard } from "./useBoard";

interface LoadedBoardProps {
  id: string;
  children: (view: BoardView, board: Board) => ComponentChildren;
}

const isLost = (error: unknown) => error instanceof ApiError && [401, 403, 404].includes(error.status);

/** A board in all its states: it may be on its way, out of reach, or not for this reader. */
export function LoadedBoard({ id, children }: LoadedBoardProps) {
  const { board, data, error, isPending, refetch } = useBoard(id);
  if (isLost(error)) {
    return (
      <Page title={t("board.gone")} hiddenTitle>
        <Empty icon={MessageCircleQuestion} title={t("board.gone")} hint={t("board.goneHint")}>
          <ButtonLink href="/boards">{t("boards.title")}</ButtonLink>
        </Empty>
      </Page>
    );
  }
  if (data !== undefined) return <>{children(data, board)}</>;
  return (
    <Page title={t("boards.title")} hiddenTitle>
      {isPending ? (
        <Skeletons count={3} shape="post" />
      ) : (
        <Trouble title={t("board.error")} error={error} retry={() => void refetch()} />
      )}
    </Page>
  );
}
