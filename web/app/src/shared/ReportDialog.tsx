import type { ReportCreate } from "../kernel/api";
import { api, ask } from "../kernel/api";
import { useForm } from "../kernel/form";
import { t as kernel } from "../kernel/messages";
import { toast } from "../kernel/toast";
import { Button } from "../ui/Button";
import { Actions } from "../ui/Card";
import { Dialog } from "../ui/Dialog";
import { Area, Form } from "../ui/Field";
import css from "./ReportDialog.module.css";
import { t } from "./messages";
import type { Reported } from "./reporting";

type Reason = ReportCreate["reason"];

const REASONS: readonly Reason[] = ["HARASSMENT", "INAPPROPRIATE", "VIOLENCE", "SELF_HARM", "SPAM", "MISINFORMATION", "OTHER"];

/** Why something is reported. Who is reported does not learn by whom. */
export function ReportDialog({ target, onClose }: { target: Reported; onClose: () => void }) {
  const form = useForm({ reason: "" as Reason | "", details: "" }, async ({ reason, details }) => {
    if (reason === "") return;
    await ask(api.POST("/v1/reports", { body: { ...target, reason, details: details.trim() || null } }));
    toast(t("report.sent"));
    onClose();
  });
  const { reason, details } = form.values;
  return (
    <Dialog title={t("report.title")} onClose={onClose}>
      <p class={css.lead}>{t("report.lead")}</p>
      <Form form={form}>
        <fieldset class={css.reasons}>
          <legend class="visually-hidden">{t("report.why")}</legend>
          {REASONS.map((one) => (
            <label key={one} class={css.reason}>
              <input type="radio" name="reason" value={one} checked={reason === one} onChange={() => form.set("reason", one)} />
              {t(`report.${one}`)}
            </label>
          ))}
        </fieldset>
        <Area
          label={t("report.details")}
          placeholder={t("report.details")}
          rows={2}
          size="small"
          maxLength={1000}
          value={details}
          onText={(text) => form.set("details", text)}
        />
        <Actions end>
          <Button onClick={onClose}>{kernel("app.cancel")}</Button>
          <Button type="submit" kind="primary" disabled={reason === "" || form.busy}>
            {t("report.send")}
          </Button>
        </Actions>
      </Form>
    </Dialog>
  );
}
