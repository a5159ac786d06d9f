import { Maximize2 } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";

import { href } from "../../../kernel/router";
import { fail } from "../../../kernel/toast";
import { useSeat } from "../../../kernel/world";
import { Button, ButtonLink, LinkButton } from "../../../ui/Button";
import { Actions, Card, Chip } from "../../../ui/Card";
import { boards } from "../boards";
import { t } from "../messages";
import type { Board, BoardView } from "../model/board";
import { showsResults } from "../model/polls";
import type { Poll } from "../requests";
import { Ballot } from "./Ballot";
import { PollResults } from "./PollResults";
import css from "./Polls.module.css";

/** The polls of a board, the newest first. */
export function Polls({ view, board }: { view: BoardView; board: Board }) {
  return (
    <>
      {view.polls.map((poll) => (
        <PollCard key={poll.id} poll={poll} leads={view.detail.canManage} board={board} />
      ))}
    </>
  );
}

/** A poll: first the own vote, then what all voted. */
function PollCard({ poll, leads, board }: { poll: Poll; leads: boolean; board: Board }) {
  const { requests } = boards(useSeat());
  const [changing, setChanging] = useState(false);
  const open = poll.status === "OPEN";
  const votes = open && (!poll.voted || changing);
  useEffect(() => setChanging(false), [open]);
  const title = `poll-${poll.id}`;
  return (
    <Card aria-labelledby={title} data-poll={poll.id}>
      <div class={css.head}>
        <h2 id={title} dir="auto">
          {poll.prompt}
        </h2>
        <Chip kind={open ? "live" : "plain"}>{t(`poll.${poll.status}`)}</Chip>
      </div>
      {votes && <Ballot poll={poll} board={board} onVoted={() => setChanging(false)} />}
      {open && poll.voted && !changing && (
        <p class={css.hint} role="status">
          {t("poll.thanks")} <LinkButton onClick={() => setChanging(true)}>{t("poll.change")}</LinkButton>
        </p>
      )}
      {showsResults(poll, leads) ? (
        <PollResults poll={poll} />
      ) : (
        <p class={css.hint}>{t("poll.after")}</p>
      )}
      {leads && open && (
        <Actions end>
          <ButtonLink size="small" href={`${href("/boards/:id/present", { id: board.id })}?poll=${poll.id}`}>
            <Maximize2 size={16} aria-hidden="true" />
            {t("poll.showOnWall")}
          </ButtonLink>
          <Button
            size="small"
            onClick={() => void board.poll(() => requests.closePoll(poll.id)).catch(fail)}
          >
            {t("poll.close")}
          </Button>
        </Actions>
      )}
    </Card>
  );
}
