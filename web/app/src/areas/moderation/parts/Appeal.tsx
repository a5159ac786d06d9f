import { useForm } from "../../../kernel/form";
import { toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Chip } from "../../../ui/Card";
import { Area, Form } from "../../../ui/Field";
import { Time } from "../../../ui/Person";
import { keys } from "../keys";
import { t } from "../messages";
import { type Case, type Verdict, requests } from "../requests";
import css from "./CaseCard.module.css";

type Appeal = NonNullable<Case["appeal"]>;

/** What was said against a decision, and what became of it. */
export function AppealText({ appeal }: { appeal: Appeal }) {
  return (
    <div class={css.decided} data-appeal>
      <p class={css.head}>
        <b>{t("appeal.title")}</b>
        <Chip kind={appeal.verdict === null ? "warn" : "calm"}>{t(`appeal.${appeal.verdict ?? "PENDING"}`)}</Chip>
        <Time iso={appeal.createdAt} />
      </p>
      <p dir="auto">{appeal.text}</p>
      {appeal.reason !== null && <p dir="auto">{t("appeal.answer", { reason: appeal.reason })}</p>}
    </div>
  );
}

/** The second look: somebody else than who decided takes it. */
export function DecideAppeal({ id }: { id: string }) {
  const { cache } = useWorld();
  const form = useForm({ verdict: "UPHELD" as Verdict, reason: "" }, async ({ verdict, reason }) => {
    await requests.decideAppeal(id, { verdict, reason: reason.trim() });
    toast(t("decide.done"));
    await cache.invalidateQueries({ queryKey: keys.all });
  });
  const send = (verdict: Verdict) => (
    <Button type="submit" data-verdict={verdict} disabled={form.values.reason.trim() === "" || form.busy} onClick={() => form.set("verdict", verdict)}>
      {t(`appeal.decide.${verdict}`)}
    </Button>
  );
  return (
    <Form form={form}>
      <Area
        label={t("decide.reason")}
        placeholder={t("decide.reason")}
        rows={2}
        size="small"
        maxLength={500}
        value={form.values.reason}
        error={form.errorOf("reason")}
        onText={(text) => form.set("reason", text)}
      />
      <Actions end>
        {send("UPHELD")}
        {send("OVERTURNED")}
      </Actions>
    </Form>
  );
}
