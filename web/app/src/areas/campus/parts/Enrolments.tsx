import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { now } from "../../../kernel/time";
import { toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Card, Chip } from "../../../ui/Card";
import { Pick } from "../../../ui/Controls";
import { Dialog } from "../../../ui/Dialog";
import { Field, Form } from "../../../ui/Field";
import { Row, Rows } from "../../../ui/Rows";
import { keys } from "../keys";
import { t } from "../messages";
import { day, today } from "../model/days";
import { type Record, requests } from "../requests";
import css from "./Campus.module.css";

/** The classes that a pupil has been in; they come into one, move and leave here. */
export function Enrolments({ record }: { record: Record }) {
  const [open, setOpen] = useState<"enrol" | "leave" | null>(null);
  return (
    <Card aria-label={t("classesOf")}>
      <h2>{t("classesOf")}</h2>
      {record.enrolments.length === 0 && <p class={css.soft}>{t("noEnrolment")}</p>}
      <Rows label={t("classesOf")}>
        {record.enrolments.map((each) => (
          <Row key={each.id}>
            <span class={css.line}>
              <b dir="auto">{each.className}</b> {each.yearName}
              {each.endedOn === null ? <Chip kind="calm">{t("now")}</Chip> : each.exitReason !== null && <Chip>{t(`exit.${each.exitReason}`)}</Chip>}
            </span>
            <span class={css.soft}>
              {day(each.startedOn)}
              {each.endedOn !== null && ` – ${day(each.endedOn)}`}
            </span>
          </Row>
        ))}
      </Rows>
      <Actions>
        <Button onClick={() => setOpen("enrol")}>{t(record.classId === null ? "enrol" : "move")}</Button>
        {record.classId !== null && <Button onClick={() => setOpen("leave")}>{t("endTime")}</Button>}
      </Actions>
      {open === "enrol" && <Enrol record={record} onClose={() => setOpen(null)} />}
      {open === "leave" && record.classId !== null && <Leave record={record} classId={record.classId} onClose={() => setOpen(null)} />}
    </Card>
  );
}

function useSaved(record: Record, onClose: () => void) {
  const { cache } = useWorld();
  return async () => {
    toast(t("saved"));
    onClose();
    await cache.invalidateQueries({ queryKey: keys.record(record.id) });
    await cache.invalidateQueries({ queryKey: keys.records });
  };
}

function Enrol({ record, onClose }: { record: Record; onClose: () => void }) {
  const classes = useQuery({ queryKey: [...keys.classes, "all"], queryFn: () => requests.classes({}) });
  const [to, setTo] = useState("");
  const done = useSaved(record, onClose);
  const form = useForm({ startedOn: today(new Date(now.peek())) }, async ({ startedOn }) => {
    const reason = record.enrolments.length === 0 ? "NEW" : "RETURNED";
    await requests.enrol(to, { studentId: record.id, startedOn, reason });
    await done();
  });
  const others = (classes.data?.data ?? []).filter(({ id }) => id !== record.classId);
  const options = [{ value: "", label: t("chooseClass") }, ...others.map(({ id, name }) => ({ value: id, label: name }))];
  return (
    <Dialog title={t(record.classId === null ? "enrol" : "move")} onClose={onClose}>
      <Form form={form}>
        <Pick label={t("title.class")} value={to} options={options} onChoose={setTo} />
        <Field form={form} name="startedOn" type="date" label={t("from")} required />
        <Actions end>
          <Button onClick={onClose}>{shared("app.cancel")}</Button>
          <Button kind="primary" type="submit" disabled={to === ""}>
            {shared("app.save")}
          </Button>
        </Actions>
      </Form>
    </Dialog>
  );
}

const REASONS = ["TRANSFERRED_OUT", "DROPPED_OUT", "GRADUATED", "OTHER"] as const;

function Leave({ record, classId, onClose }: { record: Record; classId: string; onClose: () => void }) {
  const [reason, setReason] = useState<(typeof REASONS)[number]>("TRANSFERRED_OUT");
  const done = useSaved(record, onClose);
  const form = useForm({ on: today(new Date(now.peek())) }, async ({ on }) => {
    await requests.leave(classId, record.id, { on, reason });
    await done();
  });
  return (
    <Dialog title={t("endTime")} onClose={onClose}>
      <p>{t("endHint")}</p>
      <Form form={form}>
        <Pick label={t("why")} value={reason} options={REASONS.map((value) => ({ value, label: t(`exit.${value}`) }))} onChoose={setReason} />
        <Field form={form} name="on" type="date" label={t("lastSeen")} required />
        <Actions end>
          <Button onClick={onClose}>{shared("app.cancel")}</Button>
          <Button kind="danger" type="submit">
            {t("endTime")}
          </Button>
        </Actions>
      </Form>
    </Dialog>
  );
}
