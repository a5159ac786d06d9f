import { ArrowBigUp, Check, Ellipsis, Lock, Maximize2, Pin } from "lucide-preact";
import { useState } from "preact/hooks";

import { ApiError } from "../../../kernel/api";
import { number } from "../../../kernel/i18n";
import { fail, toast } from "../../../kernel/toast";
import { useSeat } from "../../../kernel/world";
import { Chip } from "../../../ui/Card";
import { Menu } from "../../../ui/Menu";
import { Time } from "../../../ui/Person";
import { isKhmer } from "../../../ui/text";
import { boards } from "../boards";
import { t } from "../messages";
import type { Board, BoardView } from "../model/board";
import type { Question } from "../requests";
import css from "./QuestionCard.module.css";
import { MergeForm, TextForm } from "./QuestionForms";
import { type OpenForm, questionMenu } from "./questionMenu";
import { TagForm } from "./TagForm";

interface QuestionCardProps {
  question: Question;
  view: BoardView;
  board: Board;
}

const COLOUR = /^#[0-9a-f]{6}$/i;

/** One question of a board with everything one can do with it. */
export function QuestionCard({ question, view, board }: QuestionCardProps) {
  const { requests } = boards(useSeat());
  const [form, setForm] = useState<OpenForm>(null);
  const { id } = question;
  const presented = view.detail.presentingQuestionId === id;
  const items = questionMenu({ question, view, board, requests, open: setForm });
  const close = () => setForm(null);
  return (
    <li
      class={css.card}
      data-question={id}
      data-pinned={question.isPinned}
      data-presented={presented}
    >
      <Vote question={question} board={board} />
      <div class={css.main}>
        <p class={css.body} dir="auto" lang={isKhmer(question.body) ? "km" : undefined}>
          {question.body}
        </p>
        <Tags question={question} />
        <Facts question={question} presented={presented} />
        {question.responseText && <Answer text={question.responseText} />}
        {form === "answer" && (
          <TextForm
            label={t("board.answerLabel")}
            longest={2000}
            value={question.responseText ?? ""}
            save={(text) => board.act(id, () => requests.answer(id, text))}
            onClose={close}
          />
        )}
        {form === "edit" && (
          <TextForm
            label={t("board.editLabel")}
            longest={500}
            value={question.body}
            save={(text) => board.act(id, () => requests.edit(id, text))}
            onClose={close}
          />
        )}
        {form === "merge" && <MergeForm question={question} view={view} board={board} onClose={close} />}
        {form === "tag" && <TagForm question={question} board={board} onClose={close} />}
      </div>
      {items.length > 0 && <Menu icon={Ellipsis} label={t("board.menu")} items={() => items} />}
    </li>
  );
}

function Vote({ question, board }: { question: Question; board: Board }) {
  async function vote() {
    if (question.isFrozen) return toast(t("board.frozenHint"));
    try {
      await board.vote(question.id, !question.voted);
    } catch (error) {
      if (error instanceof ApiError && error.code === "no_votes_left") toast(t("board.noVotesLeft"));
      else fail(error);
    }
  }
  return (
    <button
      type="button"
      class={css.vote}
      aria-pressed={question.voted}
      aria-label={t("board.vote", { count: question.upvotes })}
      data-frozen={question.isFrozen}
      onClick={() => void vote()}
    >
      <ArrowBigUp size={20} aria-hidden="true" />
      <b>{number(question.upvotes)}</b>
    </button>
  );
}

function Tags({ question: { tags } }: { question: Question }) {
  if (tags.length === 0) return null;
  return (
    <p class={css.line}>
      {tags.map(({ id, name, color }) => (
        <Chip key={id}>
          <i class={css.dot} style={COLOUR.test(color) ? { background: color } : {}} aria-hidden="true" />
          <span dir="auto">{name}</span>
        </Chip>
      ))}
    </p>
  );
}

function Facts({ question, presented }: { question: Question; presented: boolean }) {
  const { author, mine, isPinned, isFrozen, status, reviewReasons, rejectionReason } = question;
  return (
    <p class={css.facts}>
      {isPinned && (
        <Chip kind="accent">
          <Pin size={14} aria-hidden="true" />
          {t("board.pinned")}
        </Chip>
      )}
      {isFrozen && (
        <Chip>
          <Lock size={14} aria-hidden="true" />
          {t("board.frozen")}
        </Chip>
      )}
      {presented && (
        <Chip kind="calm">
          <Maximize2 size={14} aria-hidden="true" />
          {t("board.presented")}
        </Chip>
      )}
      {status !== "OPEN" && (
        <Chip kind={status === "ANSWERED" ? "live" : "warn"}>{t(`board.question.${status}`)}</Chip>
      )}
      <span dir="auto">{mine ? t("board.mine") : (author?.name ?? t("board.somebody"))}</span>
      <Time iso={question.createdAt} />
      {reviewReasons.length > 0 && <span>{reviewReasons.join(", ")}</span>}
      {rejectionReason && <span dir="auto">{rejectionReason}</span>}
    </p>
  );
}

function Answer({ text }: { text: string }) {
  return (
    <blockquote class={css.answer} dir="auto" lang={isKhmer(text) ? "km" : undefined}>
      <b>
        <Check size={14} aria-hidden="true" />
        {t("board.answer")}
      </b>
      {text}
    </blockquote>
  );
}
