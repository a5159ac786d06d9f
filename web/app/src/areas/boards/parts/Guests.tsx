import { useQuery } from "@tanstack/preact-query";
import { UserX, Users } from "lucide-preact";

import { t as shared } from "../../../kernel/messages";
import { fail, toast } from "../../../kernel/toast";
import { useSeat } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Dialog } from "../../../ui/Dialog";
import { Row, Rows } from "../../../ui/Rows";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { boards } from "../boards";
import { keys } from "../keys";
import { t } from "../messages";
import type { Board, BoardView } from "../model/board";
import css from "./BoardTools.module.css";

interface GuestsProps {
  view: BoardView;
  board: Board;
  onClose: () => void;
}

/**
 * The guests of a board, and the way out for each. From where somebody was sent away nobody joins
 * any more, until there is a new code.
 */
export function Guests({ view: { detail }, board, onClose }: GuestsProps) {
  const { requests } = boards(useSeat());
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.guests(board.id),
    queryFn: () => requests.guests(board.id),
    // No event tells who comes and goes.
    staleTime: 0,
  });
  const { title, status, settings } = detail;

  async function sendAway(id: string, name: string) {
    try {
      await requests.sendAway(board.id, id);
      toast(t("board.guests.away", { name }));
      await refetch();
    } catch (failure) {
      fail(failure);
    }
  }

  async function letBack() {
    const { moderation, guests, votesPerUser } = settings;
    try {
      await requests.updateBoard(board.id, { title, status, moderation, guests, votesPerUser, renewCode: true });
      await board.load();
      toast(t("board.guests.back"));
      onClose();
    } catch (failure) {
      fail(failure);
    }
  }

  return (
    <Dialog title={t("board.guests.title")} onClose={onClose}>
      <div class={css.guests}>
        {isPending && <Skeletons count={2} shape="row" />}
        {data === undefined && error !== null && (
          <Trouble title={t("board.error")} error={error} retry={() => void refetch()} />
        )}
        {data?.data.length === 0 && (
          <Empty
            icon={Users}
            title={t(settings.anonymous ? "board.guests.hidden" : "board.guests.none")}
            hint={t(settings.anonymous ? "board.guests.hiddenHint" : "board.guests.noneHint")}
          />
        )}
        {data !== undefined && data.data.length > 0 && (
          <Rows label={t("board.guests.title")}>
            {data.data.map(({ id, nickname }) => (
              <Row
                key={id}
                actions={
                  <Button size="small" onClick={() => void sendAway(id, nickname)}>
                    <UserX size={16} aria-hidden="true" />
                    {t("board.guests.sendAway")} <span class="visually-hidden">{nickname}</span>
                  </Button>
                }
              >
                <b dir="auto">{nickname}</b>
              </Row>
            ))}
          </Rows>
        )}
        <p class={css.hint}>{t("board.guests.hint")}</p>
        <Actions end>
          {detail.canManage && <Button onClick={() => void letBack()}>{t("board.guests.letBack")}</Button>}
          <Button kind="primary" autofocus onClick={onClose}>
            {shared("app.close")}
          </Button>
        </Actions>
      </div>
    </Dialog>
  );
}
