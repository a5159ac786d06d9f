import { useQuery } from "@tanstack/preact-query";
import { Users } from "lucide-preact";

import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { useLeaveGuard } from "../../../kernel/router";
import { moment } from "../../../kernel/time";
import { toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Check } from "../../../ui/Controls";
import { askFirst } from "../../../ui/Dialog";
import fields from "../../../ui/Field.module.css";
import { Area, Field, Form, Labelled, Select } from "../../../ui/Field";
import { keys } from "../keys";
import { t } from "../messages";
import { type NewAnnouncementBody, requests } from "../requests";
import { classChoiceQuery } from "../school";
import css from "./Announcement.module.css";

const EMPTY = {
  title: "",
  titleKh: "",
  body: "",
  bodyKh: "",
  classId: "",
  urgent: false,
  requiresAck: false,
  publishAt: "",
  expiresAt: "",
};

const instant = (local: string) => (local === "" ? null : new Date(local).toISOString());

/** Where somebody who runs the school tells something. */
export function NewAnnouncement({ onClose }: { onClose: () => void }) {
  const { refetches } = useWorld();
  const classes = useQuery(classChoiceQuery).data?.data ?? [];
  const form = useForm(EMPTY, async (given) => {
    const body: NewAnnouncementBody = {
      title: given.title.trim(),
      titleKh: given.titleKh.trim() || null,
      body: given.body.trim(),
      bodyKh: given.bodyKh.trim() || null,
      classId: given.classId || null,
      priority: given.urgent ? "URGENT" : "NORMAL",
      requiresAck: given.requiresAck,
      publishAt: instant(given.publishAt),
      expiresAt: instant(given.expiresAt),
    };
    const made = await requests.announce(body);
    refetches.request(keys.announcements);
    toast(made.publishedAt === null ? t("news.planned", { when: moment(made.publishAt) }) : t("news.sent"));
    onClose();
  });
  const { values } = form;
  const written = [values.title, values.titleKh, values.body, values.bodyKh].some((text) => text.trim() !== "");
  useLeaveGuard(written && !form.busy, () =>
    askFirst({ title: t("news.leaveTitle"), text: t("news.leaveText"), confirm: t("news.leave"), cancel: shared("app.cancel") }),
  );
  const options = [
    { value: "", label: t("news.everybody") },
    ...classes.map(({ id, name }) => ({ value: id, label: t("news.toClass", { name }) })),
  ];
  return (
    <Card aria-label={t("news.new")}>
      <h2>{t("news.new")}</h2>
      <Form form={form} data-form="announcement">
        <Field form={form} name="title" label={t("news.heading")} maxLength={200} required autofocus />
        <Field form={form} name="titleKh" label={t("news.headingKh")} maxLength={200} lang="km" />
        <Area
          label={t("news.body")}
          placeholder={t("news.body")}
          value={values.body}
          maxLength={5000}
          required
          error={form.errorOf("body")}
          onText={(text) => form.set("body", text)}
        />
        <Area
          label={t("news.bodyKh")}
          placeholder={t("news.bodyKh")}
          lang="km"
          size="small"
          value={values.bodyKh}
          maxLength={5000}
          onText={(text) => form.set("bodyKh", text)}
        />
        <Select icon={Users} label={t("news.to")} value={values.classId} options={options} onChoose={(id) => form.set("classId", id)} />
        <Check label={t("news.urgent")} checked={values.urgent} onCheck={(on) => form.set("urgent", on)} />
        <Check label={t("news.ack")} checked={values.requiresAck} onCheck={(on) => form.set("requiresAck", on)} />
        <div class={css.pair}>
          {(["publishAt", "expiresAt"] as const).map((name) => (
            <Labelled key={name} label={t(`news.${name}`)} error={form.errorOf(name)}>
              {(control) => (
                <input
                  {...control}
                  class={fields.input}
                  type="datetime-local"
                  value={values[name]}
                  onInput={({ currentTarget: { value } }) => form.set(name, value)}
                />
              )}
            </Labelled>
          ))}
        </div>
        <Actions end>
          <Button kind="quiet" onClick={onClose}>
            {shared("app.cancel")}
          </Button>
          <Button kind="primary" type="submit" aria-disabled={form.busy}>
            {t("news.send")}
          </Button>
        </Actions>
      </Form>
    </Card>
  );
}
