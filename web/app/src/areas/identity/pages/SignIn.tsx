import { useEffect, useState } from "preact/hooks";

import { ApiError } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { sessionEnded } from "../../../kernel/session";
import { Button } from "../../../ui/Button";
import { Field, Form } from "../../../ui/Field";
import { Avatar } from "../../../ui/Person";
import { DEMO_ACCOUNTS, DEMO_PASSWORD, isDemo, lookForDemo } from "../demo";
import { enter, isUnconfirmed } from "../entering";
import { t } from "../messages";
import { PasskeySignIn } from "../parts/PasskeySignIn";
import { ProviderButtons } from "../parts/ProviderButtons";
import { SecondStep } from "../parts/SecondStep";
import { SendAgain } from "../parts/SendAgain";
import type { SecondStep as Step } from "../requests";
import { Welcome } from "./Welcome";
import css from "./Welcome.module.css";

const wrong = (error: unknown) =>
  error instanceof ApiError && error.status === 401 ? t("signIn.wrong") : null;

/** Sign in. */
export default function SignInPage() {
  const [unconfirmed, setUnconfirmed] = useState<string | null>(null);
  const [step, setStep] = useState<Step | null>(null);
  const form = useForm(
    { email: "", password: "" },
    async (values) => {
      setUnconfirmed(null);
      try {
        setStep(await enter(values));
      } catch (error) {
        if (!isUnconfirmed(error)) throw error;
        setUnconfirmed(values.email);
      }
    },
    wrong,
  );
  useEffect(() => void lookForDemo(), []);
  if (step !== null) {
    return (
      <Welcome title={t("step.title")} lead={t("step.lead")}>
        <SecondStep step={step} onBack={() => setStep(null)} />
      </Welcome>
    );
  }
  return (
    <Welcome title={t("signIn.title")} lead={t("signIn.lead")}>
      {sessionEnded.value && (
        <p class={css.notice} role="status">
          {t("signIn.ended")}
        </p>
      )}
      <Form form={form}>
        <Field form={form} name="email" label={t("signIn.email")} type="email" autocomplete="username" required autofocus />
        <Field form={form} name="password" label={t("signIn.password")} type="password" autocomplete="current-password" required />
        <Button kind="primary" size="wide" type="submit">
          {t(form.busy ? "signIn.busy" : "signIn.submit")}
        </Button>
      </Form>
      {unconfirmed !== null && <SendAgain key={unconfirmed} email={unconfirmed} text={t("confirm.needed")} />}
      <PasskeySignIn />
      <ProviderButtons />
      <a class={css.link} href="/forgot-password">
        {t("signIn.forgot")}
      </a>
      <a class={css.link} href="/code">
        {t("code.link")}
      </a>
      <a class={css.link} href="/register">
        {t("signIn.toRegister")}
      </a>
      {isDemo.value && <Demos onStep={setStep} />}
    </Welcome>
  );
}

function Demos({ onStep }: { onStep: (step: Step | null) => void }) {
  const send = async (values: { email: string; password: string }) => onStep(await enter(values));
  const form = useForm({ email: "", password: DEMO_PASSWORD }, send, wrong);
  return (
    <section class={css.demos} aria-labelledby="demos">
      <h2 id="demos">{t("signIn.demo")}</h2>
      {DEMO_ACCOUNTS.map(({ id, email, role }) => {
        const name = shared(`role.${role}`);
        const choose = () => {
          form.set("email", email);
          form.submit();
        };
        return (
          <button key={email} type="button" class={css.demo} data-email={email} onClick={choose}>
            <Avatar person={{ id, name, avatar: null }} size="small" />
            <span class={css.demoWords}>
              <b>{name}</b>
              <span>{email}</span>
            </span>
          </button>
        );
      })}
      {form.failure !== null && <p role="alert">{form.failure}</p>}
      <p class={css.hint}>{t("signIn.demoHint")}</p>
    </section>
  );
}
