import { useQuery } from "@tanstack/preact-query";
import { Clock } from "lucide-preact";

import { number } from "../../../kernel/i18n";
import { moment } from "../../../kernel/time";
import { Card, Chip } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { type Job, type Run, requests } from "../requests";
import css from "./Jobs.module.css";

const EVERY = 30_000;

/** The scheduled jobs, for those who operate the platform: what is late or fails comes first. */
export default function JobsPage() {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["platform", "jobs"] as const,
    queryFn: requests.jobs,
    staleTime: 0,
    refetchInterval: EVERY,
  });
  const jobs = [...(data?.data ?? [])].sort((one, other) => weight(other) - weight(one));
  return (
    <Page title={t("jobs.title")} lead={t("jobs.lead")}>
      {isPending && <Skeletons count={4} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("jobs.error")} error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && jobs.length === 0 && <Empty icon={Clock} title={t("jobs.none")} hint={t("jobs.noneHint")} />}
      <ul class={css.jobs}>
        {jobs.map((job) => (
          <li key={job.name}>
            <OneJob job={job} />
          </li>
        ))}
      </ul>
      {data !== undefined && <p class={css.foot}>{t("jobs.asOf", { moment: moment(data.asOf) })}</p>}
    </Page>
  );
}

const weight = ({ status }: Job) => ({ failing: 3, stale: 2, never: 1, fresh: 0 })[status];

function OneJob({ job }: { job: Job }) {
  const [last, ...earlier] = job.runs;
  const name = job.name.replace(/^job_/, "").replaceAll("_", "-");
  return (
    <Card aria-label={name}>
      <div class={css.head}>
        <h2 class={css.name}>{name}</h2>
        <Chip kind={job.status === "failing" || job.status === "stale" ? "warn" : undefined}>
          {t(`jobs.status.${job.status}`)}
        </Chip>
        <code class={css.cron}>{job.schedule}</code>
      </div>
      <dl class={css.facts}>
        {last !== undefined && <Facts run={last} />}
        <div>
          <dt>{t("jobs.next")}</dt>
          <dd>{moment(job.nextRunAt)}</dd>
        </div>
      </dl>
      {earlier.length > 0 && (
        <details>
          <summary>{t("jobs.runs")}</summary>
          {earlier.map((run) => (
            <dl key={run.startedAt} class={css.facts}>
              <Facts run={run} />
            </dl>
          ))}
        </details>
      )}
    </Card>
  );
}

function Facts({ run }: { run: Run }) {
  return (
    <>
      <div>
        <dt>{t("jobs.last")}</dt>
        <dd>{moment(run.startedAt)}</dd>
      </div>
      <div>
        <dt>{t("jobs.took")}</dt>
        <dd>{run.durationMs === null ? t("jobs.running") : took(run.durationMs)}</dd>
      </div>
      {run.rows !== null && (
        <div>
          <dt>{t("jobs.rows")}</dt>
          <dd>{number(run.rows)}</dd>
        </div>
      )}
      {run.error !== null && (
        <div>
          <dt>{t("jobs.fault")}</dt>
          <dd class={css.error}>{run.error}</dd>
        </div>
      )}
    </>
  );
}

const took = (ms: number) => (ms < 1_000 ? t("jobs.ms", { count: ms }) : t("jobs.seconds", { count: Math.round(ms / 1_000) }));
