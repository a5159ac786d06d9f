import { useEffect, useState } from "preact/hooks";

import { isGone } from "../../../kernel/errors";
import { useForm } from "../../../kernel/form";
import { navigate, place } from "../../../kernel/router";
import { Button } from "../../../ui/Button";
import { Field, Form } from "../../../ui/Field";
import { enterWithCode } from "../entering";
import { t } from "../messages";
import { bySecret } from "../parts/BySecret";
import { SecondStep } from "../parts/SecondStep";
import { type SecondStep as Step, requests } from "../requests";
import { Welcome } from "./Welcome";
import css from "./Welcome.module.css";

type Owner = Awaited<ReturnType<typeof requests.codeOwner>>;

/** The code works once: nobody comes back to it. */
const leaveFor = (address: string) => navigate(address, { replace: true, force: true });

const explain = (error: unknown) => (isGone(error) ? t("code.wrong") : null);

/** A pupil chooses another password with a teacher's code on paper. */
export default bySecret(function CodePage() {
  // What a camera has read stands behind the # of the address, which no server and no log sees.
  const [given] = useState(() => place.value.hash.slice(1));
  const [known, setKnown] = useState<{ code: string; owner: Owner } | null>(null);
  const [step, setStep] = useState<Step | null>(null);
  if (step !== null) {
    return (
      <Welcome title={t("step.title")} lead={t("step.lead")}>
        <SecondStep step={step} onBack={() => void leaveFor("/sign-in")} onDone={() => void leaveFor("/")} />
      </Welcome>
    );
  }
  const lead = known === null ? t("code.lead") : t("code.hello", { name: known.owner.firstName, email: known.owner.email });
  return (
    <Welcome title={t("code.title")} lead={lead}>
      {known === null ? (
        <Ask given={given} onKnown={(code, owner) => setKnown({ code, owner })} />
      ) : (
        <Choose code={known.code} onStep={setStep} />
      )}
      <a class={css.link} href="/sign-in">
        {t("link.toSignIn")}
      </a>
    </Welcome>
  );
});

function Ask({ given, onKnown }: { given: string; onKnown: (code: string, owner: Owner) => void }) {
  const form = useForm(
    { code: given },
    async ({ code }) => onKnown(code, await requests.codeOwner(code)),
    explain,
  );
  useEffect(() => {
    if (given !== "") form.submit();
  }, []);
  return (
    <Form form={form}>
      <Field form={form} name="code" label={t("code.field")} autocomplete="off" autocapitalize="characters" spellcheck={false} maxLength={40} required autofocus />
      <Button kind="primary" size="wide" type="submit">
        {t("code.look")}
      </Button>
    </Form>
  );
}

function Choose({ code, onStep }: { code: string; onStep: (step: Step) => void }) {
  const form = useForm(
    { password: "" },
    async ({ password }) => {
      const step = await enterWithCode(code, password);
      if (step !== null) onStep(step);
      else await leaveFor("/");
    },
    explain,
  );
  return (
    <Form form={form}>
      <Field form={form} name="password" label={t("link.password")} hint={t("register.passwordHint")} type="password" autocomplete="new-password" minLength={8} required autofocus />
      <Button kind="primary" size="wide" type="submit">
        {t("code.submit")}
      </Button>
    </Form>
  );
}
