import { useState } from "preact/hooks";

import { ApiError } from "../../../kernel/api";
import { useForm } from "../../../kernel/form";
import { t as shared } from "../../../kernel/messages";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Check } from "../../../ui/Controls";
import { Field, Form } from "../../../ui/Field";
import { t } from "../messages";
import { type EventName, webhooks } from "../webhooks";
import { HookSecret } from "./HookSecret";
import css from "./Webhooks.module.css";

const REFUSED: Record<string, Parameters<typeof t>[0]> = {
  place_refused: "hooks.placeRefused",
  too_many_webhooks: "hooks.tooMany",
  webhooks_off: "hooks.off",
};

function explain(error: unknown): string | null {
  const words = error instanceof ApiError ? REFUSED[error.code] : undefined;
  return words === undefined ? null : t(words);
}

interface Props {
  events: readonly string[];
  sensitive: readonly string[];
  onMade: () => Promise<void>;
  onClose: () => void;
}

/** Where to, and what; the secret that signs it is shown once. */
export function NewWebhook({ events, sensitive, onMade, onClose }: Props) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [agreed, setAgreed] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const telling = chosen.some((name) => sensitive.includes(name));
  const form = useForm(
    { name: "", url: "" },
    async ({ name, url }) => {
      const body = { name, url, events: chosen as EventName[], sensitive: telling && agreed };
      const made = await webhooks.make(body);
      setSecret(made.secret);
      await onMade();
    },
    explain,
  );
  if (secret !== null) return <HookSecret secret={secret} onClose={onClose} />;
  const toggle = (name: string, on: boolean) => setChosen(on ? [...chosen, name] : chosen.filter((one) => one !== name));
  return (
    <Form form={form}>
      <Field form={form} name="name" label={t("hooks.name")} maxLength={60} dir="auto" required autofocus />
      <Field form={form} name="url" label={t("hooks.url")} hint={t("hooks.urlHint")} type="url" maxLength={2048} required />
      <fieldset class={css.choices}>
        <legend>{t("hooks.events")}</legend>
        {events.map((name) => (
          <Check key={name} label={name} checked={chosen.includes(name)} onCheck={(on) => toggle(name, on)} />
        ))}
      </fieldset>
      {telling && <Check label={t("hooks.sensitive")} hint={t("hooks.sensitiveHint")} checked={agreed} onCheck={setAgreed} />}
      <Actions end>
        <Button onClick={onClose}>{shared("app.cancel")}</Button>
        <Button kind="primary" type="submit" disabled={chosen.length === 0 || (telling && !agreed)}>
          {t("hooks.make")}
        </Button>
      </Actions>
    </Form>
  );
}
