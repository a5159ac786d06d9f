import { Lock, Maximize2, Users, VenetianMask } from "lucide-preact";
import { useContext } from "preact/hooks";

import { type PageProps, href, place } from "../../../kernel/router";
import { WorldContext } from "../../../kernel/world";
import { Seated } from "../../../shared/Guests";
import { ButtonLink } from "../../../ui/Button";
import { Chip } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { t } from "../messages";
import type { Board, BoardView } from "../model/board";
import { AskForm } from "../parts/AskForm";
import { BoardTools } from "../parts/BoardTools";
import { LoadedBoard } from "../parts/LoadedBoard";
import { Polls } from "../parts/Polls";
import { QuestionList } from "../parts/QuestionList";
import { ReactionBar } from "../parts/Reactions";
import { Sought } from "../parts/Sought";
import css from "./Board.module.css";

/** A board of questions, live, for members and for guests with a pass. */
export default function BoardPage({ params: { id } }: PageProps<"/boards/:id">) {
  return (
    <Seated place={`board:${id}`}>
      <LoadedBoard id={id}>{(view, board) => <Content view={view} board={board} />}</LoadedBoard>
    </Seated>
  );
}

function Content({ view, board }: { view: BoardView; board: Board }) {
  const member = useContext(WorldContext) !== null;
  const { detail } = view;
  const open = detail.status === "OPEN";
  const sought = new URLSearchParams(place.value.search).get("question");
  return (
    <Page
      title={detail.title}
      back={member ? { href: "/boards", label: t("boards.title") } : undefined}
      lead={<Facts view={view} />}
      action={
        <ButtonLink href={href("/boards/:id/present", { id: detail.id })}>
          <Maximize2 size={18} aria-hidden="true" />
          {t("board.present")}
        </ButtonLink>
      }
    >
      <BoardTools view={view} board={board} />
      <Sought id={sought} view={view} board={board} />
      <Polls view={view} board={board} />
      {detail.canAsk && open && <AskForm board={board} />}
      <QuestionList view={view} board={board} />
      {open && <ReactionBar board={board} />}
    </Page>
  );
}

function Facts({ view: { detail } }: { view: BoardView }) {
  const { settings, transparency, votesLeft } = detail;
  const Who = settings.anonymous ? VenetianMask : Users;
  const { refused, held, rejected } = transparency;
  return (
    <>
      <span class={css.facts}>
        <Chip kind={settings.anonymous ? "calm" : "plain"}>
          <Who size={14} aria-hidden="true" />
          {t(settings.anonymous ? "board.anonymous" : "board.named")}
        </Chip>
        {detail.status !== "OPEN" && (
          <Chip>
            <Lock size={14} aria-hidden="true" />
            {t(`board.status.${detail.status}`)}
          </Chip>
        )}
        {votesLeft !== null && <Chip kind="accent">{t("board.votesLeft", { count: votesLeft })}</Chip>}
      </span>
      {settings.anonymous && <span class={css.hint}>{t("board.anonymousHint")}</span>}
      {refused + held + rejected > 0 && (
        <span class={css.hint}>{t("board.transparency", { refused, held, rejected })}</span>
      )}
    </>
  );
}
