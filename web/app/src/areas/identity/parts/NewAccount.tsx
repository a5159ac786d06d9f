import { useState } from "preact/hooks";

import { type RegisterRequest, api, ask } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { language } from "../../../kernel/i18n";
import { navigate } from "../../../kernel/router";
import { Button } from "../../../ui/Button";
import { Field, Form, Pair } from "../../../ui/Field";
import { enter, isUnconfirmed } from "../entering";
import { t } from "../messages";
import { SendAgain } from "./SendAgain";

/** There is an account, and this is not its password. */
class Known extends Error {}

interface NewAccountProps {
  /** By what one comes in. */
  door: { tenant: string } | { claimCode: string } | { inviteToken: string };
  /** The address that was invited: it cannot be another one. */
  email?: string;
}

/** The form of a new account, and the word to look for the mail. */
export function NewAccount({ door, email = "" }: NewAccountProps) {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm(
    { firstName: "", lastName: "", email, password: "" },
    async (values) => {
      const body = { ...values, ...door, locale: language.value } as RegisterRequest;
      await ask(api.POST("/v1/auth/register", { body }));
      try {
        await enter({ email: values.email, password: values.password });
        // What let them in has done so: nobody comes back to it.
        await navigate("/", { replace: true, force: true });
      } catch (error) {
        if (isUnconfirmed(error)) return setSentTo(values.email);
        // The answer to a registration is the same for a known address, so that nobody can find out
        // who has an account; its owner gets a mail.
        throw new Known();
      }
    },
    (error) => (error instanceof Known ? t("register.known") : null),
  );
  if (sentTo !== null) return <SendAgain email={sentTo} text={t("confirm.sent", { email: sentTo })} />;
  return (
    <Form form={form}>
      <Pair>
        <Field form={form} name="firstName" label={t("register.firstName")} autocomplete="given-name" maxLength={80} required autofocus />
        <Field form={form} name="lastName" label={t("register.lastName")} autocomplete="family-name" maxLength={80} required />
      </Pair>
      <Field form={form} name="email" label={t("signIn.email")} type="email" autocomplete="username" maxLength={254} required readOnly={email !== ""} />
      <Field form={form} name="password" label={t("signIn.password")} hint={t("register.passwordHint")} type="password" autocomplete="new-password" minLength={8} required />
      <Button kind="primary" size="wide" type="submit">
        {t(form.busy ? "register.busy" : "register.submit")}
      </Button>
    </Form>
  );
}
