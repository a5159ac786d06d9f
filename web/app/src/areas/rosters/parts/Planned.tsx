import { useEffect, useRef, useState } from "preact/hooks";

import { ApiError } from "../../../kernel/api";
import { href, navigate } from "../../../kernel/router";
import { fail, toast } from "../../../kernel/toast";
import { t as shared } from "../../../kernel/messages";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { askFirst } from "../../../ui/Dialog";
import { keys } from "../keys";
import { t } from "../messages";
import { type Plan, type Wish, requests } from "../requests";
import css from "./Rosters.module.css";

/** What would change, what has to be answered first, and the button that does it. */
export function Planned({ plan }: { plan: Plan }) {
  const { cache } = useWorld();
  const { create, change, same, error, end } = plan.counts;
  const [busy, setBusy] = useState(false);
  const here = useRef(true);
  useEffect(() => () => void (here.current = false), []);
  const problems = new Map(plan.problems.map((one) => [one.problem, one.rows]));

  async function again(changed: Partial<Wish>) {
    setBusy(true);
    try {
      const { uploadId, kind, yearId, startedOn, dayOrder, createsClasses, endsAbsent } = plan;
      const made = await requests.plan({ uploadId, kind, yearId, startedOn, dayOrder, createsClasses, endsAbsent, ...changed });
      await requests.cancel(plan.id);
      cache.setQueryData(keys.oneImport(made.id), made);
      void cache.invalidateQueries({ queryKey: keys.imports });
      // Whoever has gone elsewhere meanwhile finds it in the list.
      if (here.current) void navigate(href("/imports/:id", { id: made.id }), { replace: true });
    } catch (failure) {
      fail(failure);
    } finally {
      setBusy(false);
    }
  }

  async function apply() {
    const sure = await askFirst({
      title: t("applyTitle"),
      text: [t("applyText", { create, change }), error > 0 && t("leftOut", { count: error }), end === 0 && t("absentStays")].filter(Boolean).join(" "),
      confirm: t("apply"),
      cancel: shared("app.cancel"),
      danger: false,
    });
    if (!sure || plan.planHash === null) return;
    if (end > 0 && !(await askFirst({ title: t("endTitle", { count: end }), text: t("endText"), confirm: t("endConfirm"), cancel: shared("app.cancel") }))) return;
    setBusy(true);
    try {
      cache.setQueryData(keys.oneImport(plan.id), await requests.apply(plan.id, plan.planHash, end));
    } catch (failure) {
      const old = failure instanceof ApiError && failure.code === "import_plan_outdated";
      if (old) toast(t("outdated"));
      else fail(failure);
      void cache.invalidateQueries({ queryKey: keys.oneImport(plan.id) });
    } finally {
      setBusy(false);
    }
  }

  async function giveUp() {
    await requests.cancel(plan.id).then((next) => cache.setQueryData(keys.oneImport(plan.id), next), fail);
  }

  const writes = create + change + end;
  const unclear = problems.get("DATE_UNCLEAR") ?? 0;
  const unknown = plan.createsClasses ? 0 : (problems.get("CLASS_UNKNOWN") ?? 0);
  return (
    <>
      {unclear > 0 && (
        <Card aria-label={t("dayOrder")} data-question="days">
          <h2>{t("daysUnclear")}</h2>
          <p>{t("daysUnclearText", { count: unclear })}</p>
          <Actions>
            <Button disabled={busy} onClick={() => void again({ dayOrder: "DMY" })}>{t("dayOrder.DMY")}</Button>
            <Button disabled={busy} onClick={() => void again({ dayOrder: "MDY" })}>{t("dayOrder.MDY")}</Button>
          </Actions>
        </Card>
      )}
      {unknown > 0 && (
        <Card aria-label={t("classesUnknown")} data-question="classes">
          <h2>{t("classesUnknown")}</h2>
          <p>{t("classesUnknownText", { count: unknown })}</p>
          <Actions>
            <Button disabled={busy} onClick={() => void again({ createsClasses: true })}>{t("makeClasses")}</Button>
          </Actions>
        </Card>
      )}
      <Card aria-label={t("whatChanges")}>
        <h2>{t("whatChanges")}</h2>
        <ul class={css.facts}>
          <li>{t("creates", { count: create })}</li>
          <li>{t("changes", { count: change })}</li>
          <li>{t("sames", { count: same })}</li>
          {end > 0 && <li data-endings={end}>{t("ends", { count: end })}</li>}
          {error > 0 && <li>{t("leftOut", { count: error })}</li>}
        </ul>
        {plan.problems.length > 0 && (
          <ul class={css.reasons}>
            {plan.problems.map(({ problem, rows }) => (
              <li key={problem}>{t("reason", { reason: t(`problem.${problem}`), count: rows })}</li>
            ))}
          </ul>
        )}
        {plan.ignoredColumns.length > 0 && (
          <p class={css.soft} dir="auto">
            {t("ignored", { columns: plan.ignoredColumns.join(", ") })}
          </p>
        )}
        {!plan.endsAbsent && <p class={css.soft}>{t("absentStays")}</p>}
        {plan.endsAbsent && <p class={css.soft}>{t(end > 0 ? "endsWhom" : "endsNobody")}</p>}
        <Actions>
          <Button kind="primary" disabled={busy || writes === 0} data-apply onClick={() => void apply()}>
            {writes === 0 ? t("nothingChanges") : t("apply")}
          </Button>
          <Button kind="quiet" disabled={busy} onClick={() => void giveUp()}>
            {t("discard")}
          </Button>
        </Actions>
      </Card>
    </>
  );
}
