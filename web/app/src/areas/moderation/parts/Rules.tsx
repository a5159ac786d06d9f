import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { useForm } from "../../../kernel/form";
import { t as kernel } from "../../../kernel/messages";
import { useLeaveGuard } from "../../../kernel/router";
import { toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Pick } from "../../../ui/Controls";
import { askFirst } from "../../../ui/Dialog";
import { Form } from "../../../ui/Field";
import { Skeletons, Trouble } from "../../../ui/States";
import { Lines } from "../../../ui/TextFields";
import { keys } from "../keys";
import { t } from "../messages";
import { type Rules as Kept, requests } from "../requests";
import css from "./CaseCard.module.css";

const CONTACTS = ["ALLOW", "HOLD", "REFUSE"] as const satisfies readonly Kept["contacts"][];

/** What the school adds to the filter of questions and word clouds. */
export function Rules() {
  const { data, error, isPending, refetch } = useQuery({ queryKey: keys.rules, queryFn: requests.rules });
  if (isPending) return <Skeletons count={1} shape="post" />;
  if (data === undefined) return <Trouble title={t("rules.error")} error={error} retry={() => void refetch()} />;
  return <Edit key={data.updatedAt} rules={data} />;
}

const linesOf = (text: string) => text.split("\n").map((line) => line.trim()).filter((line) => line !== "");

function Edit({ rules }: { rules: Kept }) {
  const { cache } = useWorld();
  const [contacts, setContacts] = useState(rules.contacts);
  const initial = { refused: rules.refused.join("\n"), held: rules.held.join("\n") };
  const form = useForm(initial, async ({ refused, held }) => {
    const saved = await requests.putRules({ refused: linesOf(refused), held: linesOf(held), contacts });
    toast(t("rules.saved"));
    cache.setQueryData(keys.rules, saved);
  });
  const dirty = contacts !== rules.contacts || JSON.stringify(form.values) !== JSON.stringify(initial);
  useLeaveGuard(dirty && !form.busy, () =>
    askFirst({ title: t("rules.unsavedTitle"), text: t("rules.unsavedText"), confirm: t("rules.leave"), cancel: kernel("app.cancel") }),
  );
  const options = CONTACTS.map((value) => ({ value, label: t(`rules.contacts.${value}`) }));
  return (
    <Card aria-label={t("queue.RULES")} data-rules>
      <p class={css.note}>{t("rules.lead")}</p>
      <Form form={form}>
        {(["refused", "held"] as const).map((name) => (
          <Lines
            key={name}
            name={name}
            label={t(`rules.${name}`)}
            hint={t(`rules.${name}Hint`)}
            rows={4}
            maxLength={14_000}
            value={form.values[name]}
            error={form.errorOf(name) === null ? null : t("rules.unclear")}
            onText={(text) => form.set(name, text)}
          />
        ))}
        <Pick label={t("rules.contacts")} value={contacts} options={options} onChoose={setContacts} />
        <Actions end>
          <Button type="submit" kind="primary" disabled={form.busy}>
            {kernel("app.save")}
          </Button>
        </Actions>
      </Form>
    </Card>
  );
}
