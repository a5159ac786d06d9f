import { useInfiniteQuery } from "@tanstack/preact-query";

import { href } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { Panel, PanelLine } from "../../../ui/Panel";
import { boards } from "../boards";
import { t } from "../messages";

const MOST = 3;

/** Boards where one can ask now. */
export function OpenBoards() {
  const { data } = useInfiniteQuery(boards(useWorld()).list);
  const open = data?.pages.flatMap((page) => page.data).filter(({ status }) => status === "OPEN") ?? [];
  if (open.length === 0) return null;
  return (
    <Panel title={t("boards.open")} href="/boards">
      {open.slice(0, MOST).map(({ id, title, questionsCount }) => (
        <PanelLine key={id} href={href("/boards/:id", { id })} note={t("board.questions", { count: questionsCount })}>
          {title}
        </PanelLine>
      ))}
    </Panel>
  );
}
