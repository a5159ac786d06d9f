import { ArrowUpRight, Check, Lock, Maximize2, MessageSquareReply, Pencil, Pin, Tag, Trash2, UserX, X } from "lucide-preact";

import { t as shared } from "../../../kernel/messages";
import { fail, toast } from "../../../kernel/toast";
import { askFirst } from "../../../ui/Dialog";
import type { MenuItem } from "../../../ui/Menu";
import { t } from "../messages";
import type { Board, BoardView } from "../model/board";
import type { Question, Requests } from "../requests";

/** The form that stands open in a question. */
export type OpenForm = "answer" | "edit" | "merge" | "tag" | null;

interface Wish {
  question: Question;
  view: BoardView;
  board: Board;
  requests: Requests;
  open: (form: OpenForm) => void;
}

/** What its author and moderators can do with a question. */
export function questionMenu(wish: Wish): MenuItem[] {
  const { question, view, board, open } = wish;
  const items = view.detail.canModerate ? moderation(wish) : [];
  if (question.canEdit) items.push({ icon: Pencil, label: t("board.edit"), act: () => open("edit") });
  if (question.canDelete) {
    const act = () => void remove(board, question.id);
    items.push({ icon: Trash2, label: t("board.delete"), act, danger: true });
  }
  return items;
}

function moderation({ question, view, board, requests, open }: Wish): MenuItem[] {
  const { id, isPinned, isFrozen, responseText } = question;
  const run = (work: () => Promise<void>) => () => void work().catch(fail);
  const act = (work: () => Promise<Question>) => run(() => board.act(id, work));
  const decide = (decision: "approve" | "reject") => act(() => requests.review(id, decision));
  const presented = view.detail.presentingQuestionId === id;
  const waiting: MenuItem[] = [
    { icon: Check, label: t("board.approve"), act: decide("approve") },
    { icon: X, label: t("board.reject"), act: decide("reject"), danger: true },
  ];
  const away = { icon: UserX, label: t("board.sendAskerAway"), act: run(() => sendAskerAway(requests, id)), danger: true };
  return [
    ...(question.status === "UNDER_REVIEW" ? waiting : []),
    {
      icon: MessageSquareReply,
      label: t(responseText ? "board.changeAnswer" : "board.giveAnswer"),
      act: () => open("answer"),
    },
    {
      icon: Pin,
      label: t(isPinned ? "board.unpin" : "board.pin"),
      act: act(() => requests.pin(id, !isPinned)),
    },
    {
      icon: Lock,
      label: t(isFrozen ? "board.thaw" : "board.freeze"),
      act: act(() => requests.freeze(id, !isFrozen)),
    },
    {
      icon: Maximize2,
      label: t(presented ? "board.unshow" : "board.show"),
      act: run(() => board.present(presented ? null : id)),
    },
    { icon: Tag, label: t("board.tag"), act: () => open("tag") },
    { icon: ArrowUpRight, label: t("board.merge"), act: () => open("merge") },
    ...(view.detail.settings.guests && !question.mine ? [away] : []),
  ];
}

/** The answer is the same for every asker: nothing here may say who it was. */
async function sendAskerAway(requests: Requests, id: string) {
  const sure = await askFirst({
    title: t("board.sendAskerAwayTitle"),
    text: t("board.sendAskerAwayText"),
    confirm: t("board.sendAskerAway"),
    cancel: shared("app.cancel"),
  });
  if (!sure) return;
  await requests.sendAskerAway(id);
  toast(t("board.askerAway"));
}

async function remove(board: Board, id: string) {
  const sure = await askFirst({
    title: t("board.deleteTitle"),
    text: t("board.deleteText"),
    confirm: t("board.delete"),
    cancel: shared("app.cancel"),
  });
  if (sure) await board.remove(id).catch(fail);
}
