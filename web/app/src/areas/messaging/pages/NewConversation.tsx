import { useState } from "preact/hooks";

import { randomUuid } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { href, navigate } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Field, Form } from "../../../ui/Field";
import { Page } from "../../../ui/Page";
import { keys } from "../keys";
import { t } from "../messages";
import { type Chosen, PeopleField } from "../parts/PeopleField";
import { requests } from "../requests";

/** Somebody to write to, or several as a group. */
export default function NewConversation() {
  const world = useWorld();
  const [people, setPeople] = useState<Chosen[]>([]);
  const [key] = useState(randomUuid);
  const group = people.length > 1;
  const form = useForm({ name: "" }, async ({ name }) => {
    const participantIds = people.map(({ id }) => id);
    const made = await requests.begin(
      group ? { type: "GROUP", name: name.trim(), participantIds, clientId: key } : { participantIds },
    );
    world.cache.setQueryData(keys.one(made.id), made);
    world.refetches.request(keys.lists);
    await navigate(href("/messages/:id", { id: made.id }), { replace: true });
  });
  const ready = people.length === 1 || (group && form.values.name.trim() !== "");
  return (
    <Page title={t("new.title")} lead={t("new.lead")} back={{ href: "/messages", label: t("list.title") }}>
      <Card aria-label={t("new.title")}>
        <Form form={form}>
          <PeopleField chosen={people} onChoose={setPeople} />
          {group && <Field form={form} name="name" label={t("new.name")} maxLength={100} required />}
          <Actions end>
            <Button type="submit" kind="primary" disabled={!ready || form.busy}>
              {t(group ? "new.group" : "new.write")}
            </Button>
          </Actions>
        </Form>
      </Card>
    </Page>
  );
}
