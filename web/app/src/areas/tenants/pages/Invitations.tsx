import { useInfiniteQuery } from "@tanstack/preact-query";
import { Mail } from "lucide-preact";
import { useState } from "preact/hooks";

import { LANGUAGES, type Language, language } from "../../../kernel/i18n";
import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { moment } from "../../../kernel/time";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Card, Chip } from "../../../ui/Card";
import { Pick } from "../../../ui/Controls";
import { askFirst } from "../../../ui/Dialog";
import { Field, Form, Pair } from "../../../ui/Field";
import { RoleTag } from "../../../ui/Person";
import { Row } from "../../../ui/Rows";
import { keys } from "../keys";
import { t } from "../messages";
import css from "../parts/Admin.module.css";
import { Frame } from "../parts/Frame";
import { List } from "../parts/List";
import { type Invitation, type MemberRole, ROLES, requests } from "../requests";
import { queries } from "../tenants";

const KINDS = { PENDING: "calm", ACCEPTED: "live", EXPIRED: "plain", REVOKED: "plain" } as const;

/** Invite people by mail, and see who has come. */
export default function InvitationsPage() {
  const list = useInfiniteQuery(queries.invitations);
  return (
    <Frame tab="invitations">
      <Invite />
      <List label={t("title.invitations")} list={list} icon={Mail} none={t("noInvitation")} noneHint={t("noInvitationHint")}>
        {(invitation) => <Line key={invitation.id} invitation={invitation} />}
      </List>
    </Frame>
  );
}

function Invite() {
  const { cache } = useWorld();
  const [role, setRole] = useState<MemberRole>("TEACHER");
  const [locale, setLocale] = useState<Language>(language.value);
  const form = useForm({ email: "" }, async ({ email }) => {
    await requests.invite({ email, role, locale });
    toast(t("invited", { email }));
    form.set("email", "");
    await cache.invalidateQueries({ queryKey: keys.invitations });
  });
  const roles = ROLES.map((value) => ({ value, label: shared(`role.${value}`) }));
  const locales = Object.entries(LANGUAGES).map(([value, label]) => ({ value: value as Language, label }));
  return (
    <Card aria-label={t("invite")}>
      <Form form={form}>
        <Field form={form} name="email" label={t("email")} hint={t("emailHint")} type="email" autocomplete="off" maxLength={254} required />
        <Pair>
          <Pick label={t("role")} value={role} options={roles} onChoose={setRole} hint={t(`roleHint.${role}`)} />
          <Pick label={t("language")} value={locale} options={locales} onChoose={setLocale} />
        </Pair>
        <Button kind="primary" type="submit">
          {t("invite")}
        </Button>
      </Form>
    </Card>
  );
}

function Line({ invitation }: { invitation: Invitation }) {
  const { cache } = useWorld();
  const { id, email, role, status, expiresAt } = invitation;
  async function takeBack() {
    const question = { title: t("takeBackTitle", { email }), text: t("takeBackText"), confirm: t("takeBack"), cancel: shared("app.cancel") };
    if (!(await askFirst(question))) return;
    try {
      await requests.takeBack(id);
    } catch (error) {
      fail(error);
    }
    await cache.invalidateQueries({ queryKey: keys.invitations });
  }
  const actions = status === "PENDING" && (
    <Button size="small" onClick={() => void takeBack()}>
      {t("takeBack")} <span class="visually-hidden">{email}</span>
    </Button>
  );
  return (
    <Row actions={actions}>
      <span class={css.marks}>
        <b class={css.words}>{email}</b>
        <RoleTag role={role} />
        <Chip kind={KINDS[status]}>{t(`invitation.${status}`)}</Chip>
      </span>
      {status === "PENDING" && <span class={css.soft}>{t("worksUntil", { when: moment(expiresAt) })}</span>}
    </Row>
  );
}
