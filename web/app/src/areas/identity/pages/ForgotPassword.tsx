import { useState } from "preact/hooks";

import { useForm } from "../../../kernel/form";
import { Button } from "../../../ui/Button";
import { Field, Form } from "../../../ui/Field";
import { t } from "../messages";
import { requests } from "../requests";
import { Welcome } from "./Welcome";
import css from "./Welcome.module.css";

/** Ask for a mail with a link to choose another password. */
export default function ForgotPasswordPage() {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm({ email: "" }, async ({ email }) => {
    await requests.forgotPassword(email);
    setSentTo(email);
  });
  return (
    <Welcome title={t("forgot.title")} lead={t("forgot.lead")}>
      {sentTo === null ? (
        <Form form={form}>
          <Field form={form} name="email" label={t("signIn.email")} type="email" autocomplete="username" maxLength={254} required autofocus />
          <Button kind="primary" size="wide" type="submit">
            {t("forgot.submit")}
          </Button>
        </Form>
      ) : (
        <p class={css.notice} role="status">
          {t("mail.sent", { email: sentTo })}
        </p>
      )}
      <a class={css.link} href="/sign-in">
        {t("link.toSignIn")}
      </a>
    </Welcome>
  );
}
