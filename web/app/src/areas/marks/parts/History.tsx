import { useQuery } from "@tanstack/preact-query";

import { t as shared } from "../../../kernel/messages";
import { moment } from "../../../kernel/time";
import { Button } from "../../../ui/Button";
import { Actions, Chip } from "../../../ui/Card";
import { Dialog } from "../../../ui/Dialog";
import { Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import type { Period } from "../model/periods";
import { requests, type Sheet } from "../requests";
import css from "./Marks.module.css";
import { nameOf } from "./words";

/** Every change of a sheet, the newest first, and whether its chain holds. */
export function History({ id, sheet, period, onClose }: { id: string; sheet: Sheet; period: Period; onClose: () => void }) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.history(id, sheet.subjectId, period),
    queryFn: () => requests.history(id, sheet.subjectId, period),
  });
  const names = new Map(sheet.pupils.map((pupil) => [pupil.studentId, nameOf(pupil)]));
  return (
    <Dialog title={t("history")} onClose={onClose}>
      {isPending && <Skeletons count={3} shape="row" />}
      {!isPending && data === undefined && <Trouble title={t("error")} error={error} retry={() => void refetch()} />}
      {data !== undefined && (
        <>
          <Chip kind={data.holds ? "calm" : "warn"}>{t(data.holds ? "holds" : "broken")}</Chip>
          <ol class={css.history}>
            {[...data.data].reverse().map((change) => (
              <li key={change.seq}>
                <b>{t(`action.${change.action}`)}</b>{" "}
                {change.studentId !== null && <span dir="auto">{names.get(change.studentId)}</span>}{" "}
                {change.studentId !== null && `${change.old ?? "–"} → ${change.new ?? "–"}`}
                <span class={css.latin} dir="auto">
                  {[change.changedByName, moment(change.changedAt), change.reason].filter(Boolean).join(" · ")}
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
      <Actions end>
        <Button autofocus onClick={onClose}>
          {shared("app.close")}
        </Button>
      </Actions>
    </Dialog>
  );
}
