import { signal } from "@preact/signals";

import { ApiError } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Dialog } from "../../../ui/Dialog";
import { Field, Form } from "../../../ui/Field";
import { t } from "../messages";
import { requests } from "../requests";

const asking = signal<((proven: boolean) => void) | null>(null);

const wants = (error: unknown) => error instanceof ApiError && error.code === "proof_required";
const wrong = (error: unknown) =>
  error instanceof ApiError && error.code === "wrong_password" ? t("password.wrong") : null;

/**
 * Do what changes how one signs in. Where it is too long ago that the reader entered the password,
 * it is asked for first; null where they would not.
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

/** Stands once on a page that changes such things, and asks for the password. */
export function Proof() {
  return asking.value === null ? null : <Asking answer={asking.value} />;
}

function Asking({ answer }: { answer: (proven: boolean) => void }) {
  const { me } = useWorld();
  const end = (proven: boolean) => {
    asking.value = null;
    answer(proven);
  };
  const form = useForm(
    { currentPassword: "" },
    async ({ currentPassword }) => {
      await requests.prove(currentPassword);
      end(true);
    },
    wrong,
  );
  return (
    <Dialog title={t("proof.title")} onClose={() => end(false)}>
      <Form form={form}>
        <input class="visually-hidden" type="text" autocomplete="username" value={me.email} readOnly tabIndex={-1} aria-hidden="true" />
        <Field form={form} name="currentPassword" label={t("password.current")} hint={t("proof.hint")} type="password" autocomplete="current-password" required autofocus />
        <Actions end>
          <Button onClick={() => end(false)}>{shared("app.cancel")}</Button>
          <Button kind="primary" type="submit">
            {t("proof.submit")}
          </Button>
        </Actions>
      </Form>
    </Dialog>
  );
}
