import { useQuery } from "@tanstack/preact-query";

import { isGone } from "../../../kernel/errors";
import { moment } from "../../../kernel/time";
import type { PageProps } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { ButtonLink } from "../../../ui/Button";
import { Card } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { ImportStatus } from "../parts/ImportStatus";
import { Planned } from "../parts/Planned";
import { PlanRows } from "../parts/PlanRows";
import { Working } from "../parts/Working";
import css from "../parts/Rosters.module.css";
import { type Plan, requests } from "../requests";
import { rosters } from "../rosters";

const EVERY = 3_000;
const WORKS: readonly Plan["status"][] = ["PLANNING", "APPLYING"];

/** An import: its plan, what is confirmed of it, how far it has come, and what came of it. */
export default function ImportPage({ params: { id } }: PageProps<"/imports/:id">) {
  rosters(useWorld());
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.oneImport(id),
    queryFn: () => requests.oneImport(id),
    // News of it arrive as they happen, and are not kept: where the stream is away, it is asked for.
    refetchInterval: ({ state }) => (state.data !== undefined && WORKS.includes(state.data.status) ? EVERY : false),
  });
  const lead = data && (
    <span class={css.line}>
      <ImportStatus status={data.status} />
      <span>{moment(data.createdAt)}</span>
    </span>
  );
  return (
    <Page title={data?.name ?? t("title.import")} lead={lead} back={{ href: "/imports", label: t("title.imports") }}>
      {isPending && <Skeletons count={4} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t(isGone(error) ? "gone" : "error")} error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && (
        <>
          <Stage plan={data} />
          {data.planHash !== null && <PlanRows key={data.status} plan={data} />}
        </>
      )}
    </Page>
  );
}

function Stage({ plan }: { plan: Plan }) {
  if (WORKS.includes(plan.status)) return <Working plan={plan} />;
  if (plan.status === "PLANNED") return <Planned plan={plan} />;
  const { applied, changedMeanwhile, error } = plan.counts;
  return (
    <Card aria-label={t(`status.${plan.status}`)}>
      <h2>{t(`over.${plan.status as "DONE" | "FAILED" | "CANCELLED"}`)}</h2>
      {plan.problem !== null && <p role="alert">{t(`file.${plan.problem}`)}</p>}
      {plan.problem === null && (
        <ul class={css.facts}>
          <li>{t("written", { count: applied })}</li>
          {changedMeanwhile > 0 && <li>{t("changedMeanwhile", { count: changedMeanwhile })}</li>}
          {error > 0 && <li>{t("leftOut", { count: error })}</li>}
        </ul>
      )}
      <p class={css.line}>
        {plan.status === "DONE" && <ButtonLink href="/records">{t("toRecords")}</ButtonLink>}
        <ButtonLink href="/imports">{t("another")}</ButtonLink>
      </p>
    </Card>
  );
}
