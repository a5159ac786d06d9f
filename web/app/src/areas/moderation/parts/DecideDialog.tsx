import { clock } from "../../../kernel/clock";
import { useForm } from "../../../kernel/form";
import { t as kernel } from "../../../kernel/messages";
import { toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Check } from "../../../ui/Controls";
import { Dialog } from "../../../ui/Dialog";
import { Area, Form } from "../../../ui/Field";
import { keys } from "../keys";
import { t } from "../messages";
import { type Case, type Decision, requests } from "../requests";
import css from "./DecideDialog.module.css";

const DECISIONS: readonly Decision[] = ["APPROVE", "REMOVE", "WARN", "SUSPEND"];
const DAYS = [1, 3, 7, 30] as const;

/** What is done about a case. Whose it is reads the reason. */
export function DecideDialog({ one, onClose }: { one: Case; onClose: () => void }) {
  const world = useWorld();
  const form = useForm({ decision: "" as Decision | "", reason: "", alsoRemove: false, days: 3 }, async (given) => {
    const { decision, reason, alsoRemove, days } = given;
    if (decision === "") return;
    const until = decision === "SUSPEND" ? new Date(clock.now() + days * 86_400_000).toISOString() : null;
    await requests.decide(one.id, { decision, reason: reason.trim(), alsoRemove: alsoRemove && decision !== "APPROVE", until });
    toast(t("decide.done"));
    onClose();
    await world.cache.invalidateQueries({ queryKey: keys.all });
  });
  const { decision, reason, alsoRemove, days } = form.values;
  const person = one.targetType === "USER";
  return (
    <Dialog title={t("decide.title")} onClose={onClose}>
      <Form form={form}>
        <fieldset class={css.choices}>
          <legend class="visually-hidden">{t("decide.title")}</legend>
          {DECISIONS.filter((each) => !(person && each === "REMOVE")).map((each) => (
            <label key={each} class={css.choice}>
              <input type="radio" name="decision" value={each} checked={decision === each} onChange={() => form.set("decision", each)} />
              {t(`decision.${each}`)}
            </label>
          ))}
        </fieldset>
        {decision === "SUSPEND" && (
          <label class={css.choice}>
            {t("decide.days")}
            <select value={days} onChange={(event) => form.set("days", Number(event.currentTarget.value))}>
              {DAYS.map((count) => (
                <option key={count} value={count}>
                  {t("decide.dayCount", { count })}
                </option>
              ))}
            </select>
          </label>
        )}
        {!person && (decision === "WARN" || decision === "SUSPEND") && (
          <Check label={t("decide.alsoRemove")} checked={alsoRemove} onCheck={(checked) => form.set("alsoRemove", checked)} />
        )}
        <Area
          label={t("decide.reason")}
          placeholder={t("decide.reason")}
          rows={2}
          size="small"
          maxLength={500}
          value={reason}
          onText={(text) => form.set("reason", text)}
        />
        <Actions end>
          <Button onClick={onClose}>{kernel("app.cancel")}</Button>
          <Button type="submit" kind="primary" disabled={decision === "" || reason.trim() === "" || form.busy}>
            {t("decide.send")}
          </Button>
        </Actions>
      </Form>
    </Dialog>
  );
}
