import { useState } from "preact/hooks";

import { t as shared } from "../../../kernel/messages";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Chip } from "../../../ui/Card";
import { askFirst } from "../../../ui/Dialog";
import { Time } from "../../../ui/Person";
import { t } from "../messages";
import { type EventName, type Webhook, webhookKeys, webhooks } from "../webhooks";
import css from "./Admin.module.css";
import { Deliveries } from "./Deliveries";
import { HookSecret } from "./HookSecret";
import own from "./Webhooks.module.css";

interface Props {
  hook: Webhook;
  onChange: () => Promise<void>;
}

/** One webhook: how it does, and what one can do with it. */
export function WebhookCard({ hook, onChange }: Props) {
  const { cache } = useWorld();
  const [open, setOpen] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const { id, name, url, enabled, failingSince, disabledAt } = hook;
  const state = enabled ? (failingSince === null ? "on" : "failing") : disabledAt === null ? "switchedOff" : "gaveUp";

  async function act(what: () => Promise<unknown>) {
    try {
      await what();
    } catch (failure) {
      fail(failure);
    }
    await onChange();
  }
  const same = { name, url, events: hook.events as EventName[], sensitive: true };
  const change = (enabledNow: boolean) => act(() => webhooks.change(id, { ...same, enabled: enabledNow, rotateSecret: false }));

  async function tryOut() {
    await act(async () => {
      await webhooks.test(id);
      toast(t("hooks.tested"));
    });
    setOpen(true);
    await cache.invalidateQueries({ queryKey: webhookKeys.deliveries(id) });
  }
  async function rotate() {
    const question = { title: t("hooks.rotateTitle"), text: t("hooks.rotateText"), confirm: t("hooks.rotate"), cancel: shared("app.cancel"), danger: false };
    if (!(await askFirst(question))) return;
    await act(async () => setSecret((await webhooks.change(id, { ...same, enabled, rotateSecret: true })).secret));
  }
  async function remove() {
    const question = { title: t("hooks.removeTitle", { name }), text: t("hooks.removeText"), confirm: t("hooks.remove"), cancel: shared("app.cancel") };
    if (await askFirst(question)) await act(() => webhooks.remove(id));
  }

  return (
    <section class={own.hook} aria-label={name} data-webhook={id}>
      <span class={css.marks}>
        <b dir="auto">{name}</b>
        <Chip kind={state === "on" ? "live" : state === "switchedOff" ? "plain" : "warn"}>{t(`hooks.${state}`)}</Chip>
        {failingSince !== null && <Time iso={failingSince} />}
      </span>
      <code>{url}</code>
      <span class={css.soft}>{hook.events.join(", ")}</span>
      {secret !== null && <HookSecret secret={secret} onClose={() => setSecret(null)} />}
      <Actions>
        <Button size="small" data-test disabled={!enabled} onClick={() => void tryOut()}>
          {t("hooks.test")}
        </Button>
        <Button size="small" data-log aria-expanded={open} onClick={() => setOpen(!open)}>
          {t("hooks.deliveries")}
        </Button>
        <Button size="small" data-switch onClick={() => void change(!enabled)}>
          {t(enabled ? "hooks.switchOff" : "hooks.switchOn")}
        </Button>
        <Button size="small" onClick={() => void rotate()}>
          {t("hooks.rotate")}
        </Button>
        <Button size="small" onClick={() => void remove()}>
          {t("hooks.remove")}
        </Button>
      </Actions>
      {open && <Deliveries hook={hook} />}
    </section>
  );
}
