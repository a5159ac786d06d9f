import { useState } from "preact/hooks";

import { randomUuid } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { href, navigate } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Check } from "../../../ui/Controls";
import { Field, Form } from "../../../ui/Field";
import { boards } from "../boards";
import { keys } from "../keys";
import { t } from "../messages";
import type { NewBoard as Wish } from "../requests";
import { SettingsFields } from "./SettingsFields";

const BLANK: Wish = { title: "", anonymous: false, guests: true, moderation: "FILTER", votesPerUser: null };

/** Opens a board for the school. */
export function NewBoard({ onCancel }: { onCancel: () => void }) {
  const world = useWorld();
  const { requests } = boards(world);
  const [key] = useState(randomUuid);
  const form = useForm<Wish>(BLANK, async (values) => {
    const { id } = await requests.createBoard({ ...values, title: values.title.trim() }, key);
    world.refetches.request(keys.list);
    await navigate(href("/boards/:id", { id }));
  });
  return (
    <Card aria-label={t("board.new")}>
      <h2>{t("board.new")}</h2>
      <Form form={form} data-form="board">
        <Field form={form} name="title" label={t("board.title")} maxLength={120} required autofocus />
        <SettingsFields values={form.values} set={(name, value) => form.set(name, value as never)} />
        <Check
          label={t("board.set.anonymous")}
          hint={t("board.set.anonymousHint")}
          checked={form.values.anonymous}
          onCheck={(on) => form.set("anonymous", on)}
        />
        <Actions end>
          <Button kind="quiet" onClick={onCancel}>
            {shared("app.cancel")}
          </Button>
          <Button kind="primary" type="submit" aria-disabled={form.busy}>
            {t("board.create")}
          </Button>
        </Actions>
      </Form>
    </Card>
  );
}
