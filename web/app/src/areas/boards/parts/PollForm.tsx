import { SendHorizontal } from "lucide-preact";
import { useState } from "preact/hooks";

import { type PollCreate, randomUuid } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { useSeat } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Check, Pick } from "../../../ui/Controls";
import fields from "../../../ui/Field.module.css";
import { Field, Form, Labelled } from "../../../ui/Field";
import { boards } from "../boards";
import { t } from "../messages";
import type { Board } from "../model/board";

const KINDS: readonly PollCreate["kind"][] = ["CHOICE", "RATING", "WORDCLOUD"];

/** Where a poll is opened. */
export function PollForm({ board, onClose }: { board: Board; onClose: () => void }) {
  const { requests } = boards(useSeat());
  const [key] = useState(randomUuid);
  const initial = { prompt: "", kind: "CHOICE" as PollCreate["kind"], options: "", multiple: false };
  const form = useForm(initial, async ({ prompt, kind, options, multiple }) => {
    const chosen = kind === "CHOICE";
    const lines = options.split("\n").map((line) => line.trim());
    const body = {
      kind,
      prompt: prompt.trim(),
      options: chosen ? lines.filter(Boolean) : [],
      multiple: chosen && multiple,
    };
    await board.poll(() => requests.openPoll(board.id, body, key));
    onClose();
  });
  return (
    <Form form={form} aria-label={t("board.newPoll")} data-form="poll">
      <Field form={form} name="prompt" label={t("poll.prompt")} maxLength={200} required autofocus />
      <Pick
        label={t("poll.kind")}
        value={form.values.kind}
        options={KINDS.map((value) => ({ value, label: t(`poll.kind.${value}`) }))}
        onChoose={(kind) => form.set("kind", kind)}
      />
      {form.values.kind === "CHOICE" && (
        <>
          <Labelled label={t("poll.options")} hint={t("poll.optionsHint")} error={form.errorOf("options")}>
            {(control) => (
              <textarea
                {...control}
                class={fields.area}
                rows={4}
                dir="auto"
                value={form.values.options}
                onInput={(event) => form.set("options", event.currentTarget.value)}
              />
            )}
          </Labelled>
          <Check
            label={t("poll.multiple")}
            checked={form.values.multiple}
            onCheck={(on) => form.set("multiple", on)}
          />
        </>
      )}
      <Actions end>
        <Button kind="quiet" onClick={onClose}>
          {shared("app.cancel")}
        </Button>
        <Button kind="primary" type="submit" aria-disabled={form.busy}>
          <SendHorizontal size={18} aria-hidden="true" />
          {t("poll.open")}
        </Button>
      </Actions>
    </Form>
  );
}
