import { useWorld } from "../../../kernel/world";
import { fail } from "../../../kernel/toast";
import { t as shared } from "../../../kernel/messages";
import { Button, LinkButton } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { askFirst } from "../../../ui/Dialog";
import { keys } from "../keys";
import { t } from "../messages";
import { type Plan, requests } from "../requests";
import css from "./Rosters.module.css";

/** What is being done, how far it has come, and the way to stop it. */
export function Working({ plan }: { plan: Plan }) {
  const { cache } = useWorld();
  const applies = plan.status === "APPLYING";
  const show = (next: Plan) => cache.setQueryData(keys.oneImport(plan.id), next);

  async function stop() {
    const sure = await askFirst({
      title: t("stopTitle"),
      text: t(applies ? "stopApplying" : "stopPlanning"),
      confirm: t("stop"),
      cancel: shared("app.cancel"),
    });
    if (sure) await requests.cancel(plan.id).then(show, fail);
  }

  return (
    <Card aria-label={t(`status.${plan.status}`)}>
      <label class={css.progress}>
        <span role="status">{applies ? t("appliedOf", { done: plan.done, total: plan.total }) : t("reading")}</span>
        <progress max={Math.max(1, plan.total)} value={applies ? plan.done : undefined} />
      </label>
      <p class={css.soft}>{t("mayLeave")}</p>
      <Actions>
        <Button onClick={() => void stop()}>{t("stop")}</Button>
        {applies && plan.planHash !== null && (
          <LinkButton onClick={() => void requests.apply(plan.id, plan.planHash as string, plan.counts.end).then(show, fail)}>{t("goOn")}</LinkButton>
        )}
      </Actions>
    </Card>
  );
}
