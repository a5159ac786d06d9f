import { useState } from "preact/hooks";

import { ApiError } from "../../../kernel/api";
import { messageOf } from "../../../kernel/errors";
import { useForm } from "../../../kernel/form";
import { Button, LinkButton } from "../../../ui/Button";
import { Failure, Field, Form } from "../../../ui/Field";
import { answerStep } from "../entering";
import { t } from "../messages";
import { hasPasskeys, isTurnedDown, usePasskey } from "../model/passkeys";
import type { SecondStep as Step } from "../requests";

const WORDS = { wrong_code: "step.wrong", sign_in_expired: "step.expired" } as const;

const explain = (error: unknown) =>
  error instanceof ApiError && error.code in WORDS ? t(WORDS[error.code as keyof typeof WORDS]) : null;

interface SecondStepProps {
  step: Step;
  onBack: () => void;
  onDone?: () => void;
}

/** What follows the password of somebody with a second factor. */
export function SecondStep({ step, onBack, onDone = () => {} }: SecondStepProps) {
  const app = step.methods.includes("totp");
  const [recovering, setRecovering] = useState(!app && step.passkey === null);
  const [failure, setFailure] = useState<string | null>(null);

  async function showPasskey() {
    setFailure(null);
    try {
      await answerStep(step, { passkey: await usePasskey(step.passkey ?? {}) });
      onDone();
    } catch (error) {
      if (!isTurnedDown(error)) setFailure(explain(error) ?? messageOf(error));
    }
  }

  return (
    <>
      {step.passkey !== null && hasPasskeys() && (
        <Button size="wide" kind={app ? "plain" : "primary"} onClick={() => void showPasskey()}>
          {t("step.passkey")}
        </Button>
      )}
      {failure !== null && <Failure>{failure}</Failure>}
      {recovering && <TypedStep key="recovery" step={step} onDone={onDone} name="recoveryCode" label={t("step.recoveryCode")} />}
      {app && !recovering && <TypedStep key="app" step={step} onDone={onDone} name="code" label={t("step.code")} hint={t("step.app")} />}
      {step.methods.includes("recovery_code") && !recovering && (
        <LinkButton onClick={() => setRecovering(true)}>{t("step.recovery")}</LinkButton>
      )}
      {app && recovering && <LinkButton onClick={() => setRecovering(false)}>{t("step.toApp")}</LinkButton>}
      <LinkButton onClick={onBack}>{t("step.back")}</LinkButton>
    </>
  );
}

interface TypedStepProps {
  step: Step;
  onDone: () => void;
  name: "code" | "recoveryCode";
  label: string;
  hint?: string;
}

function TypedStep({ step, onDone, name, label, hint = "" }: TypedStepProps) {
  const digits = name === "code";
  const form = useForm(
    { typed: "" },
    async ({ typed }) => {
      await answerStep(step, { [name]: digits ? typed.replaceAll(/\s/g, "") : typed });
      onDone();
    },
    explain,
  );
  return (
    <Form form={form}>
      <Field
        form={form}
        name="typed"
        label={label}
        hint={hint}
        inputMode={digits ? "numeric" : "text"}
        autocomplete={digits ? "one-time-code" : "off"}
        maxLength={digits ? 7 : 40}
        required
        autofocus
      />
      <Button kind="primary" size="wide" type="submit">
        {t("step.submit")}
      </Button>
    </Form>
  );
}
