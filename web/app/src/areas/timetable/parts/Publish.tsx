import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { t as shared } from "../../../kernel/messages";
import { now } from "../../../kernel/time";
import { fail, toast } from "../../../kernel/toast";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Dialog } from "../../../ui/Dialog";
import { Reading } from "../../../ui/Reading";
import { keys } from "../keys";
import { t } from "../messages";
import { later, mondayOf, today } from "../model/days";
import { type Publication, requests } from "../requests";
import css from "./Timetable.module.css";

/** Whom a publication concerns is shown first; then they are told. */
export function Publish({ onClose }: { onClose: () => void }) {
  const [from, setFrom] = useState(() => later(mondayOf(today(new Date(now.peek()))), 7));
  const [busy, setBusy] = useState(false);
  const years = useQuery({ queryKey: keys.lists("years"), queryFn: requests.years });
  const yearId = years.data?.data.find(({ isCurrent }) => isCurrent)?.id;
  const body = { academicYearId: yearId ?? "", effectiveFrom: from };
  const plan = useQuery({
    queryKey: [...keys.all, "publication", yearId, from],
    queryFn: () => requests.publish({ ...body, dryRun: true }),
    enabled: yearId !== undefined,
    // It is what others have changed until now.
    gcTime: 0,
    staleTime: 0,
  });
  async function publish() {
    setBusy(true);
    try {
      const { classes, teachers } = await requests.publish({ ...body, dryRun: false });
      toast(t("published", { classes: classes.length, teachers: teachers.length }));
      onClose();
    } catch (error) {
      fail(error);
      setBusy(false);
    }
  }
  const nobody = plan.data !== undefined && plan.data.classes.length + plan.data.teachers.length === 0;
  return (
    <Dialog title={t("title.publish")} onClose={onClose}>
      <label>
        {t("validFrom")}{" "}
        <input
          class={css.input}
          type="date"
          value={from}
          onInput={({ currentTarget }) => currentTarget.value !== "" && setFrom(currentTarget.value)}
        />
      </label>
      {years.data !== undefined && yearId === undefined ? <p>{t("noYear")}</p> : <Reading error={t("error")} query={plan}>{(read) => <Concerned plan={read} />}</Reading>}
      <Actions end>
        <Button onClick={onClose}>{shared("app.cancel")}</Button>
        <Button kind="primary" disabled={busy || nobody || plan.data === undefined} onClick={() => void publish()} data-publish>
          {t("publishNow")}
        </Button>
      </Actions>
    </Dialog>
  );
}

function Concerned({ plan: { classes, teachers } }: { plan: Publication }) {
  if (classes.length + teachers.length === 0) return <p role="status">{t("concernsNobody")}</p>;
  return (
    <div data-concerned role="status">
      <p>{t("concerns")}</p>
      <dl>
        <dt>{t("show.classId")}</dt>
        <dd dir="auto">{classes.map(({ name }) => name).join(", ") || "–"}</dd>
        <dt>{t("teachers")}</dt>
        <dd dir="auto">{teachers.map(({ name }) => name).join(", ") || "–"}</dd>
      </dl>
    </div>
  );
}
