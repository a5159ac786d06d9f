import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Card, Chip } from "../../../ui/Card";
import { Dialog, askFirst } from "../../../ui/Dialog";
import { Field, Form, Pair } from "../../../ui/Field";
import { Reading } from "../../../ui/Reading";
import { Row, Rows } from "../../../ui/Rows";
import { keys } from "../keys";
import { t } from "../messages";
import { namesOf } from "../model/names";
import { type Guardian, requests } from "../requests";
import css from "./Campus.module.css";
import { NameFields, filled, noNames } from "./NameFields";
import { PupilName } from "./PupilName";

/** Who answers for a pupil, and how they are reached. */
export function Guardians({ studentId }: { studentId: string }) {
  const { cache } = useWorld();
  const [adding, setAdding] = useState(false);
  const query = useQuery({ queryKey: keys.guardians(studentId), queryFn: () => requests.guardians(studentId) });
  const again = () => cache.invalidateQueries({ queryKey: keys.guardians(studentId) });
  async function untie(guardian: Guardian) {
    const question = {
      title: t("untieTitle", { name: namesOf(guardian).first }),
      text: t("untieText"),
      confirm: t("untie"),
      cancel: shared("app.cancel"),
    };
    if (!(await askFirst(question))) return;
    await requests.untie(studentId, guardian.id).catch(fail);
    await again();
  }
  return (
    <Card aria-label={t("guardians")}>
      <h2>{t("guardians")}</h2>
      <Reading error={t("error")} query={query}>
        {({ data }) => data.length === 0 ? <p class={css.soft}>{t("noGuardian")}</p> : (
          <Rows label={t("guardians")}>
            {data.map((guardian) => (
              <Row
                key={guardian.id}
                actions={
                  <Button size="small" onClick={() => void untie(guardian)}>
                    {t("untie")}
                  </Button>
                }
              >
                <PupilName person={guardian} note={[guardian.relationship, guardian.phone].filter(Boolean).join(" · ")} />
                <span class={css.line}>
                  {guardian.isPrimary && <Chip kind="accent">{t("primary")}</Chip>}
                  {!guardian.hasAccount && <Chip>{t("toCall")}</Chip>}
                </span>
              </Row>
            ))}
          </Rows>
        )}
      </Reading>
      <Actions>
        <Button onClick={() => setAdding(true)}>{t("addGuardian")}</Button>
      </Actions>
      {adding && <NewGuardian studentId={studentId} onClose={() => setAdding(false)} onDone={again} />}
    </Card>
  );
}

const empty = { ...noNames, phone: "", relationship: "" };

function NewGuardian({ studentId, onClose, onDone }: { studentId: string; onClose: () => void; onDone: () => Promise<void> }) {
  const form = useForm(empty, async (values) => {
    await requests.tie(studentId, { ...filled(values), isPrimary: false, canViewGrades: true });
    toast(t("saved"));
    onClose();
    await onDone();
  });
  return (
    <Dialog title={t("addGuardian")} onClose={onClose}>
      <Form form={form}>
        <NameFields form={form} />
        <Pair>
          <Field form={form} name="phone" type="tel" label={t("phone")} maxLength={30} />
          <Field form={form} name="relationship" label={t("relationship")} maxLength={40} dir="auto" />
        </Pair>
        <Actions end>
          <Button onClick={onClose}>{shared("app.cancel")}</Button>
          <Button kind="primary" type="submit">
            {t("add")}
          </Button>
        </Actions>
      </Form>
    </Dialog>
  );
}
