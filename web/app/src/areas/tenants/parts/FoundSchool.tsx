import { useState } from "preact/hooks";

import { useForm } from "../../../kernel/form";
import { LANGUAGES, type Language, language } from "../../../kernel/i18n";
import { t as shared } from "../../../kernel/messages";
import { toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Pick } from "../../../ui/Controls";
import { Field, Form, Pair } from "../../../ui/Field";
import { keys } from "../keys";
import { t } from "../messages";
import { requests } from "../requests";

const EMPTY = { name: "", nameKh: "", slug: "", timezone: "Asia/Phnom_Penh", adminFirstName: "", adminLastName: "", adminEmail: "" };

/** Found a school: its names, and who runs it first. */
export function FoundSchool({ onClose }: { onClose: () => void }) {
  const { cache } = useWorld();
  const [locale, setLocale] = useState<Language>(language.value);
  const form = useForm(EMPTY, async ({ nameKh, ...values }) => {
    await requests.found({ ...values, nameKh: nameKh.trim() === "" ? null : nameKh, locale, quotas: { members: null } });
    toast(t("founded", { name: values.name, email: values.adminEmail }));
    onClose();
    await cache.invalidateQueries({ queryKey: keys.schools });
  });
  const locales = Object.entries(LANGUAGES).map(([value, label]) => ({ value: value as Language, label }));
  return (
    <Card aria-label={t("found")}>
      <Form form={form}>
        <Pair>
          <Field form={form} name="name" label={t("schoolName")} maxLength={120} required autofocus />
          <Field form={form} name="nameKh" label={t("schoolNameKh")} lang="km" maxLength={120} />
        </Pair>
        <Pair>
          <Field form={form} name="slug" label={t("slug")} hint={t("slugHint")} pattern="[a-z0-9][a-z0-9\-]{1,62}" required />
          <Field form={form} name="timezone" label={t("timezone")} maxLength={64} required />
        </Pair>
        <Pair>
          <Field form={form} name="adminFirstName" label={t("adminFirstName")} maxLength={80} required />
          <Field form={form} name="adminLastName" label={t("adminLastName")} maxLength={80} required />
        </Pair>
        <Pair>
          <Field form={form} name="adminEmail" label={t("adminEmail")} hint={t("adminEmailHint")} type="email" autocomplete="off" maxLength={254} required />
          <Pick label={t("language")} value={locale} options={locales} onChoose={setLocale} />
        </Pair>
        <Actions end>
          <Button onClick={onClose}>{shared("app.cancel")}</Button>
          <Button kind="primary" type="submit">
            {t("found")}
          </Button>
        </Actions>
      </Form>
    </Card>
  );
}
