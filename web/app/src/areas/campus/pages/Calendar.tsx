import { useQuery } from "@tanstack/preact-query";
import { CalendarDays } from "lucide-preact";
import { useState } from "preact/hooks";

import type { CalendarRead } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { inLanguage } from "../../../kernel/i18n";
import { t as shared } from "../../../kernel/messages";
import { now } from "../../../kernel/time";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Chip } from "../../../ui/Card";
import { Pick } from "../../../ui/Controls";
import { Dialog, askFirst } from "../../../ui/Dialog";
import { Field, Form, Pair } from "../../../ui/Field";
import { Page } from "../../../ui/Page";
import { Reading } from "../../../ui/Reading";
import { Row, Rows } from "../../../ui/Rows";
import { Empty } from "../../../ui/States";
import { campus } from "../campus";
import { keys } from "../keys";
import { t } from "../messages";
import { day, today } from "../model/days";
import css from "../parts/Campus.module.css";
import { type EventWrite, requests } from "../requests";

const KINDS = ["EVENT", "MEETING", "EXAM", "CLOSURE"] as const;

/** What comes: events, exams, and days on which the school is closed. */
export default function CalendarPage() {
  const world = useWorld();
  campus(world);
  const [adding, setAdding] = useState(false);
  const office = world.may("school:manage");
  const query = useQuery({ queryKey: keys.calendar, queryFn: requests.calendar });
  async function cancel({ id, title, titleKh }: CalendarRead) {
    const question = {
      title: t("cancelEventTitle", { title: inLanguage(title, titleKh) }),
      text: t("cancelEventText"),
      confirm: t("cancelEvent"),
      cancel: t("keepEvent"),
    };
    if (!(await askFirst(question))) return;
    await requests.cancelEvent(id).catch(fail);
    await world.cache.invalidateQueries({ queryKey: keys.calendar });
  }
  const add = office && (
    <Button kind="primary" onClick={() => setAdding(true)}>
      {t("addEvent")}
    </Button>
  );
  return (
    <Page title={t("title.calendar")} lead={t("lead.calendar")} action={add}>
      <Reading error={t("error")} query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty icon={CalendarDays} title={t("noEvent")} hint={t("noEventHint")} />
          ) : (
            <Rows label={t("title.calendar")}>
              {data.map((event) => (
                <Row
                  key={event.id}
                  actions={
                    office && (
                      <Button size="small" onClick={() => void cancel(event)} data-cancel={event.id}>
                        {t("cancelEvent")} <span class="visually-hidden">{inLanguage(event.title, event.titleKh)}</span>
                      </Button>
                    )
                  }
                >
                  <span class={css.line}>
                    <b dir="auto">{inLanguage(event.title, event.titleKh)}</b>
                    <Chip kind={event.kind === "CLOSURE" ? "warn" : "plain"}>{t(`kind.${event.kind}`)}</Chip>
                  </span>
                  <span class={css.soft}>
                    {day(event.firstDay)}
                    {event.lastDay !== event.firstDay && ` – ${day(event.lastDay)}`}
                    {event.starts !== null && ` · ${event.starts.slice(0, 5)}–${event.ends?.slice(0, 5)}`}
                  </span>
                </Row>
              ))}
            </Rows>
          )
        }
      </Reading>
      {adding && <NewEvent onClose={() => setAdding(false)} />}
    </Page>
  );
}

function NewEvent({ onClose }: { onClose: () => void }) {
  const { cache } = useWorld();
  const [kind, setKind] = useState<EventWrite["kind"]>("EVENT");
  const first = today(new Date(now.peek()));
  const form = useForm({ title: "", titleKh: "", firstDay: first, lastDay: first }, async (values) => {
    await requests.addEvent({ ...values, kind, titleKh: values.titleKh.trim() === "" ? null : values.titleKh });
    toast(t("saved"));
    onClose();
    await cache.invalidateQueries({ queryKey: keys.calendar });
  });
  return (
    <Dialog title={t("addEvent")} onClose={onClose}>
      <Form form={form}>
        <Pick
          label={t("kind")}
          hint={kind === "CLOSURE" ? t("closureHint") : ""}
          value={kind}
          options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
          onChoose={setKind}
        />
        <Pair>
          <Field form={form} name="title" label={t("eventTitle")} maxLength={160} required />
          <Field form={form} name="titleKh" label={t("eventTitleKh")} lang="km" maxLength={160} />
        </Pair>
        <Pair>
          <Field form={form} name="firstDay" type="date" label={t("firstDay")} required />
          <Field form={form} name="lastDay" type="date" label={t("lastDay")} min={form.values.firstDay} required />
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
