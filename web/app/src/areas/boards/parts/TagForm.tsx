import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { randomUuid } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { fail } from "../../../kernel/toast";
import { useSeat } from "../../../kernel/world";
import { LinkButton } from "../../../ui/Button";
import { Field, Form } from "../../../ui/Field";
import { boards } from "../boards";
import { keys } from "../keys";
import { t } from "../messages";
import type { Board } from "../model/board";
import type { Question } from "../requests";
import css from "./QuestionList.module.css";

interface TagFormProps {
  question: Question;
  board: Board;
  onClose: () => void;
}

/** Put tags on a question or take them off, and make new ones. */
export function TagForm({ question: { id, tags }, board, onClose }: TagFormProps) {
  const { refetches } = useSeat();
  const { requests } = boards(useSeat());
  const { data } = useQuery({ queryKey: keys.tags, queryFn: requests.tags });
  const [key] = useState(randomUuid);
  const has = new Set(tags.map((tag) => tag.id));
  const form = useForm({ name: "" }, async ({ name }) => {
    const tag = await requests.createTag(name.trim(), key);
    refetches.request(keys.tags);
    await board.act(id, () => requests.tag(id, tag.id));
    onClose();
  });

  const toggle = (tagId: string) =>
    board
      .act(id, () => (has.has(tagId) ? requests.untag(id, tagId) : requests.tag(id, tagId)))
      .then(onClose, fail);

  return (
    <Form form={form} aria-label={t("board.tag")}>
      <div class={css.tags} role="group" aria-label={t("board.tags")}>
        {data?.data.map((tag) => (
          <button
            key={tag.id}
            type="button"
            class={css.tag}
            aria-pressed={has.has(tag.id)}
            onClick={() => void toggle(tag.id)}
          >
            #{tag.name}
          </button>
        ))}
      </div>
      <Field form={form} name="name" label={t("board.newTag")} maxLength={40} required autofocus />
      <LinkButton onClick={onClose}>{shared("app.cancel")}</LinkButton>
    </Form>
  );
}
