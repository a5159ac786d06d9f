import { t as shared } from "../../../kernel/messages";
import { useForm } from "../../../kernel/form";
import { toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Dialog } from "../../../ui/Dialog";
import { Field, Form } from "../../../ui/Field";
import { keys } from "../keys";
import { t } from "../messages";
import { cellText, readCell } from "../model/grid";
import type { Period } from "../model/periods";
import { requests, type Sheet } from "../requests";
import { nameOf } from "./words";

interface CorrectionProps {
  id: string;
  sheet: Sheet;
  period: Period;
  studentId: string;
  onClose: () => void;
}

/** Change one mark of a locked sheet, with the reason that stays. */
export function Correction({ id, sheet, period, studentId, onClose }: CorrectionProps) {
  const { cache } = useWorld();
  const pupil = sheet.pupils.find((one) => one.studentId === studentId);
  const form = useForm({ mark: cellText(pupil?.entry ?? null), reason: "" }, async ({ mark, reason }) => {
    const cell = readCell(mark, sheet.maxScore);
    if (typeof cell === "string") throw new Error(cell);
    const score = cell.state === "SCORED" ? cell.score : null;
    const of = { subjectId: sheet.subjectId, ...period, studentId };
    await requests.correct(id, { ...of, state: cell.state, score, remarks: pupil?.entry?.remarks ?? null, reason });
    await cache.invalidateQueries({ queryKey: keys.all });
    toast(t("corrected"));
    onClose();
  });
  const read = readCell(form.values.mark, sheet.maxScore);
  const wrong = typeof read === "string" ? t(`wrong.${read}`) : undefined;
  return (
    <Dialog title={t("correctTitle", { name: pupil === undefined ? "" : nameOf(pupil) })} onClose={onClose}>
      <p>{t("correctText")}</p>
      <Form form={form}>
        <Field form={form} name="mark" label={t("mark")} hint={wrong} inputMode="decimal" autocomplete="off" />
        <Field form={form} name="reason" label={t("reason")} required minLength={3} maxLength={300} />
        <Actions end>
          <Button onClick={onClose}>{shared("app.cancel")}</Button>
          <Button kind="primary" type="submit" disabled={form.busy || wrong !== undefined}>
            {t("correct")}
          </Button>
        </Actions>
      </Form>
    </Dialog>
  );
}
