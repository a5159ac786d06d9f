import { useState } from "preact/hooks";

import { randomUuid } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { href, navigate } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Pick } from "../../../ui/Controls";
import { Field, Form } from "../../../ui/Field";
import { clubs } from "../clubs";
import { keys } from "../keys";
import { t } from "../messages";
import type { NewClub as Wish } from "../requests";

const BLANK: Wish = { name: "", description: "", mode: "PUBLIC" };
const MODES = ["PUBLIC", "APPROVAL_REQUIRED", "INVITE_ONLY"] as const;

/** Founds a club. */
export function NewClub({ onCancel }: { onCancel: () => void }) {
  const world = useWorld();
  const { requests } = clubs(world);
  const [key] = useState(randomUuid);
  const form = useForm<Wish>(BLANK, async (values) => {
    const { id } = await requests.create(values, key);
    world.refetches.request(keys.all);
    await navigate(href("/clubs/:id", { id }));
  });
  return (
    <Card aria-label={t("clubs.new")}>
      <h2>{t("clubs.new")}</h2>
      <Form form={form} data-form="club">
        <Field form={form} name="name" label={t("clubs.name")} maxLength={80} required autofocus />
        <Field form={form} name="description" label={t("clubs.description")} maxLength={2000} />
        <Pick
          label={t("clubs.entry")}
          value={form.values.mode}
          options={MODES.map((value) => ({ value, label: t(`clubs.modeLong.${value}`) }))}
          onChoose={(mode) => form.set("mode", mode)}
        />
        <Actions end>
          <Button kind="quiet" onClick={onCancel}>
            {shared("app.cancel")}
          </Button>
          <Button kind="primary" type="submit" aria-disabled={form.busy}>
            {t("clubs.create")}
          </Button>
        </Actions>
      </Form>
    </Card>
  );
}
