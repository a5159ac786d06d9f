import { useState } from "preact/hooks";

import type { Permission } from "../../../kernel/api";
import { ApiError } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Check, NumberField } from "../../../ui/Controls";
import { Field, Form } from "../../../ui/Field";
import { t } from "../messages";
import { requests } from "../requests";
import css from "./Secrets.module.css";
import { withProof } from "./Proof";

const explain = (error: unknown) =>
  error instanceof ApiError && error.code === "too_many_api_keys" ? t("keys.tooMany") : null;

interface NewApiKeyProps {
  onMade: () => void;
  onClose: () => void;
}

/** A key for a program: what it may do of what the reader may, and for how long. */
export function NewApiKey({ onMade, onClose }: NewApiKeyProps) {
  const { me } = useWorld();
  const [chosen, setChosen] = useState<readonly Permission[]>([]);
  const [days, setDays] = useState<number | null>(90);
  const [secret, setSecret] = useState<string | null>(null);
  const form = useForm(
    { name: "" },
    async ({ name }) => {
      const body = { name, permissions: [...chosen], expiresInDays: days ?? 90 };
      const made = await withProof(() => requests.makeApiKey(body));
      if (made === null) return;
      setSecret(made.done.secret);
      onMade();
    },
    explain,
  );
  if (secret !== null) return <Secret secret={secret} onClose={onClose} />;
  const toggle = (permission: Permission, on: boolean) =>
    setChosen(on ? [...chosen, permission] : chosen.filter((one) => one !== permission));
  return (
    <Form form={form}>
      <Field form={form} name="name" label={t("keys.name")} hint={t("keys.nameHint")} maxLength={60} dir="auto" required autofocus />
      <NumberField label={t("keys.days")} value={days} onNumber={setDays} min={1} max={366} step={1} required />
      <fieldset class={css.choices}>
        <legend>{t("keys.may")}</legend>
        {me.permissions.map((permission) => (
          <Check key={permission} label={permission} checked={chosen.includes(permission)} onCheck={(on) => toggle(permission, on)} />
        ))}
      </fieldset>
      <Actions>
        <Button onClick={onClose}>{shared("app.cancel")}</Button>
        <Button kind="primary" type="submit" disabled={chosen.length === 0}>
          {t("keys.make")}
        </Button>
      </Actions>
    </Form>
  );
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  async function copy() {
    try {
      await navigator.clipboard.writeText(secret);
      toast(t("keys.copied"));
    } catch {
      toast(t("keys.notCopied"));
    }
  }
  return (
    <div class={css.part}>
      <p>{t("keys.keep")}</p>
      <code class={css.secret} data-secret>
        {secret}
      </code>
      <Actions>
        <Button onClick={() => void copy()}>{t("keys.copy")}</Button>
        <Button kind="primary" onClick={onClose}>
          {t("keys.done")}
        </Button>
      </Actions>
    </div>
  );
}
