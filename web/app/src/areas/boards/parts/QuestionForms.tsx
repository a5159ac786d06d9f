import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { useSeat } from "../../../kernel/world";
import { cut } from "../../../ui/cut";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Pick } from "../../../ui/Controls";
import { Area, Form } from "../../../ui/Field";
import { boards } from "../boards";
import { t } from "../messages";
import type { Board, BoardView } from "../model/board";
import type { Question } from "../requests";

interface InlineProps {
  form: Parameters<typeof Form>[0]["form"];
  label: string;
  save: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** A form within a question. */
function Inline({ form, label, save, onClose, children }: InlineProps) {
  return (
    <Form form={form} aria-label={label} onKeyDown={(event) => event.key === "Escape" && onClose()}>
      {children}
      <Actions end>
        <Button kind="quiet" size="small" onClick={onClose}>
          {shared("app.cancel")}
        </Button>
        <Button kind="primary" size="small" type="submit" aria-disabled={form.busy}>
          {save}
        </Button>
      </Actions>
    </Form>
  );
}

interface TextFormProps {
  label: string;
  longest: number;
  value: string;
  save: (text: string) => Promise<void>;
  onClose: () => void;
}

/** A text of a question: its own, or its answer. */
export function TextForm({ label, longest, value, save, onClose }: TextFormProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const form = useForm({ text: value }, async ({ text }) => {
    if (text.trim() === "") return area.current?.focus();
    await save(text.trim());
    onClose();
  });
  useEffect(() => area.current?.focus(), []);
  return (
    <Inline form={form} label={label} save={shared("app.save")} onClose={onClose}>
      <Area
        inputRef={area}
        label={label}
        rows={3}
        maxLength={longest}
        value={form.values.text}
        onText={(text) => form.set("text", text)}
      />
    </Inline>
  );
}

interface MergeFormProps {
  question: Question;
  view: BoardView;
  board: Board;
  onClose: () => void;
}

/** Fold a question into another; its votes go there. */
export function MergeForm({ question: { id }, view, board, onClose }: MergeFormProps) {
  const { requests } = boards(useSeat());
  const others = view.questions.filter((one) => one.id !== id && one.status !== "UNDER_REVIEW");
  const form = useForm({ into: others[0]?.id ?? "" }, async ({ into }) => {
    await board.act(id, () => requests.merge(id, into));
    onClose();
  });
  if (others.length === 0) return <p role="status">{t("board.nothingToMerge")}</p>;
  return (
    <Inline form={form} label={t("board.merge")} save={t("board.merge")} onClose={onClose}>
      <Pick
        label={t("board.mergeInto")}
        value={form.values.into}
        options={others.map((one) => ({ value: one.id, label: cut(one.body, 80) }))}
        onChoose={(into) => form.set("into", into)}
      />
    </Inline>
  );
}
