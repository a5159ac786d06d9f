import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";

import { ApiError } from "../../../kernel/api";
import { messageOf } from "../../../kernel/errors";
import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { useWorld } from "../../../kernel/world";
import { Button, LinkButton } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Dialog } from "../../../ui/Dialog";
import { Failure, Field, Form } from "../../../ui/Field";
import { Skeletons } from "../../../ui/States";
import { t } from "../messages";
import { hasPasskeys, isTurnedDown, usePasskey } from "../model/passkeys";
import { type ProofAsked, requests } from "../requests";

const asking = signal<((proven: boolean) => void) | null>(null);

const wants = (error: unknown) => error instanceof ApiError && error.code === "proof_required";
const WORDS = {
  wrong_password: "password.wrong",
  wrong_code: "step.wrong",
  sign_in_expired: "proof.expired",
} as const;

const explain = (error: unknown) =>
  error instanceof ApiError && error.code in WORDS ? t(WORDS[error.code as keyof typeof WORDS]) : null;

/**
 * Do what changes how one signs in. Where it is too long ago that the reader showed who they are,
 * they are asked first; null where they would not.
 */
export async function withProof<T>(work: () => Promise<T>): Promise<{ done: T } | null> {
  try {
    return { done: await work() };
  } catch (error) {
    if (!wants(error)) throw error;
  }
  const proven = await new Promise<boolean>((answer) => (asking.value = answer));
  return proven ? { done: await work() } : null;
}

/** Stands once on a page that changes such things, and asks for all that the reader has. */
export function Proof() {
  return asking.value === null ? null : <Asking answer={asking.value} />;
}

function Asking({ answer }: { answer: (proven: boolean) => void }) {
  const [asked, setAsked] = useState<ProofAsked | null>(null);
  const [error, setError] = useState<unknown>(null);
  const end = (proven: boolean) => {
    asking.value = null;
    answer(proven);
  };
  function look() {
    setError(null);
    requests.askForProof().then(setAsked, setError);
  }
  useEffect(look, []);
  return (
    <Dialog title={t("proof.title")} onClose={() => end(false)}>
      {error !== null && (
        <>
          <Failure>{messageOf(error)}</Failure>
          <Button onClick={look}>{t("link.retry")}</Button>
        </>
      )}
      {asked === null && error === null && <Skeletons count={1} shape="row" />}
      {asked?.passkey != null && hasPasskeys() && <ByPasskey asked={asked} end={end} />}
      {asked?.password === true && <ByPassword asked={asked} end={end} />}
      {asked?.password === false && (
        <>
          <p>{t("proof.anew")}</p>
          <Actions end>
            <Button onClick={() => end(false)}>{shared("app.cancel")}</Button>
          </Actions>
        </>
      )}
    </Dialog>
  );
}

interface WayProps {
  asked: ProofAsked;
  end: (proven: boolean) => void;
}

/** A passkey alone: it asks its owner for a fingerprint or a code itself. */
function ByPasskey({ asked, end }: WayProps) {
  const [failure, setFailure] = useState<string | null>(null);
  async function show() {
    setFailure(null);
    try {
      await requests.prove({ passkey: { ticket: asked.ticket, ...(await usePasskey(asked.passkey ?? {})) } });
      end(true);
    } catch (error) {
      if (!isTurnedDown(error)) setFailure(explain(error) ?? messageOf(error));
    }
  }
  return (
    <>
      <Button size="wide" onClick={() => void show()}>
        {t("step.passkey")}
      </Button>
      {failure !== null && <Failure>{failure}</Failure>}
    </>
  );
}

/** The password and, of whoever has a second factor, a code with it. */
function ByPassword({ asked, end }: WayProps) {
  const { me } = useWorld();
  const app = asked.methods.includes("totp");
  const [recovering, setRecovering] = useState(!app);
  const coded = asked.methods.length > 0;
  const form = useForm(
    { currentPassword: "", code: "", recoveryCode: "" },
    async ({ currentPassword, code, recoveryCode }) => {
      const second = recovering ? { recoveryCode } : { code: code.replaceAll(/\s/g, "") };
      await requests.prove({ currentPassword, ...(coded ? second : {}) });
      end(true);
    },
    explain,
  );
  return (
    <Form form={form}>
      <input class="visually-hidden" type="text" autocomplete="username" value={me.email} readOnly tabIndex={-1} aria-hidden="true" />
      <Field form={form} name="currentPassword" label={t("password.current")} hint={t("proof.hint")} type="password" autocomplete="current-password" required autofocus />
      {coded && !recovering && (
        <Field form={form} name="code" label={t("step.code")} hint={t("step.app")} inputMode="numeric" autocomplete="one-time-code" maxLength={7} required />
      )}
      {coded && recovering && (
        <Field form={form} name="recoveryCode" label={t("step.recoveryCode")} autocomplete="off" maxLength={40} required />
      )}
      {app && asked.methods.includes("recovery_code") && (
        <LinkButton onClick={() => setRecovering(!recovering)}>{t(recovering ? "step.toApp" : "step.recovery")}</LinkButton>
      )}
      <Actions end>
        <Button onClick={() => end(false)}>{shared("app.cancel")}</Button>
        <Button kind="primary" type="submit">
          {t("proof.submit")}
        </Button>
      </Actions>
    </Form>
  );
}
