import { UserMinus } from "lucide-preact";
import { useState } from "preact/hooks";

import { useForm } from "../../../kernel/form";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button, IconButton } from "../../../ui/Button";
import { Chip } from "../../../ui/Card";
import { Dialog } from "../../../ui/Dialog";
import { Field, Form } from "../../../ui/Field";
import { Avatar, RoleTag } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { t } from "../messages";
import { messaging } from "../messaging";
import { type Conversation, requests } from "../requests";
import { type Chosen, PeopleField } from "./PeopleField";

/** Who is in a group; whoever runs it renames it, adds people and takes them out. */
export function GroupDialog({ one, onClose }: { one: Conversation; onClose: () => void }) {
  const world = useWorld();
  const [added, setAdded] = useState<Chosen[]>([]);
  const changed = () => messaging(world).changed(one.id);
  const form = useForm({ name: one.name ?? "" }, async ({ name }) => {
    if (name.trim() !== one.name) await requests.rename(one.id, name.trim());
    if (added.length > 0) await requests.add(one.id, added.map(({ id }) => id));
    changed();
    onClose();
  });
  return (
    <Dialog title={t("group.people")} onClose={onClose}>
      <Rows label={t("group.people")}>
        {one.participants.map((person) => (
          <Row
            key={person.id}
            picture={<Avatar person={person} size="small" />}
            actions={
              one.canManage &&
              person.id !== world.me.id && (
                <IconButton
                  icon={UserMinus}
                  label={t("group.remove", { name: person.name })}
                  onClick={() => void requests.remove(one.id, person.id).then(changed, fail)}
                />
              )
            }
          >
            <span dir="auto">{person.name}</span> <RoleTag role={person.role} />{" "}
            {person.participantRole === "ADMIN" && <Chip kind="calm">{t("group.runs")}</Chip>}
          </Row>
        ))}
      </Rows>
      {one.canManage && (
        <Form form={form}>
          <Field form={form} name="name" label={t("new.name")} maxLength={100} required />
          <PeopleField chosen={added} onChoose={setAdded} but={one.participants.map(({ id }) => id)} />
          <Button type="submit" kind="primary" disabled={form.busy || form.values.name.trim() === ""}>
            {t("group.save")}
          </Button>
        </Form>
      )}
      {!one.canManage && <Button onClick={onClose}>{t("group.close")}</Button>}
    </Dialog>
  );
}
