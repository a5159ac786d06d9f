import { useQuery, useQueryClient } from "@tanstack/preact-query";
import { Server, TriangleAlert } from "lucide-preact";

import { clock } from "../../../kernel/clock";
import { messageOf } from "../../../kernel/errors";
import { language } from "../../../kernel/i18n";
import { useWorld } from "../../../kernel/world";
import { Page } from "../../../ui/Page";
import { Time } from "../../../ui/Person";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { type Health, MEASURED, type Measure, type Point, after, newest } from "../model/health";
import { Relay } from "../parts/Relay";
import { Sparkline } from "../parts/Sparkline";
import { bytes, count, milliseconds } from "../parts/figures";
import { requests } from "../requests";
import css from "./Health.module.css";

const KEY = ["platform", "health"] as const;
/** Relays report every half minute; asked more often, a new report shows soon. */
const EVERY = 10_000;

/** How the live connections are, for those who run a school. */
export default function HealthPage() {
  const cache = useQueryClient();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: KEY,
    queryFn: async () => after(cache.getQueryData<Health>(KEY), await requests.metrics(), new Date(clock.now()).toISOString()),
    // No event tells of it. Nobody looks, so nobody asks.
    staleTime: 0,
    refetchInterval: EVERY,
    refetchOnWindowFocus: "always",
  });
  return (
    <Page title={t("health.title")} lead={t("health.lead")}>
      {isPending && <Skeletons count={3} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("health.error")} error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && error !== null && (
        <p class={css.stale} role="status">
          <TriangleAlert size={18} aria-hidden="true" />
          {t("health.stale")} {messageOf(error)}
        </p>
      )}
      {data?.metrics.instances.length === 0 && (
        <Empty icon={Server} title={t("health.empty")} hint={t("health.emptyHint")} />
      )}
      {data !== undefined && data.metrics.instances.length > 0 && <Content health={data} />}
    </Page>
  );
}

function Content({ health }: { health: Health }) {
  const { metrics, history, readAt } = health;
  // What all schools make together is told to operators of the platform only.
  const operates = metrics.connectionsLimit !== null;
  const shown = MEASURED.filter((name) => operates || name === "own" || name === "lag");
  const now = newest(metrics);
  return (
    <div class={css.content}>
      <div class={css.figures}>
        {shown.map((name) => (
          <Figure key={name} name={name} points={history[name]} limit={metrics.connectionsLimit ?? 0} />
        ))}
      </div>
      <h2 id="relays">{t("health.instances")}</h2>
      <ul class={css.relays} aria-labelledby="relays">
        {metrics.instances.map((instance) => (
          <Relay key={instance.id} instance={instance} now={now} />
        ))}
      </ul>
      <p class={css.foot}>
        {t("health.read")} <Time iso={readAt} />
      </p>
    </div>
  );
}

const WORDS: Record<Measure, (value: number) => string> = {
  connections: count,
  own: count,
  lag: milliseconds,
  events: count,
  deliveries: count,
  bytes,
};

function Figure({ name, points, limit }: { name: Measure; points: readonly Point[]; limit: number }) {
  const { tenant } = useWorld().me;
  const say = WORDS[name];
  const hints: Partial<Record<Measure, string>> = {
    connections: t("health.limit", { count: limit }),
    own: (language.value === "km" && tenant.nameKh) || tenant.name,
    lag: t("health.lagHint"),
  };
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const now = points.at(-1)?.value ?? null;
  const said = now === null ? "–" : say(now);
  const range = values.length === 0 ? "–" : `${say(Math.min(...values))} – ${say(Math.max(...values))}`;
  const title = t(`health.${name}`);
  return (
    <div class={css.figure}>
      <h2 class={css.name}>{title}</h2>
      <p class={css.value} data-long={said.length > 7}>
        {said}
      </p>
      <p class={css.hint}>{hints[name] ?? t("health.perSecond")}</p>
      {values.length > 0 && <Sparkline points={points} label={t("health.chart", { name: title, range })} />}
    </div>
  );
}
