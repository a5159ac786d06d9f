import { number } from "../../../kernel/i18n";
import { day, moment } from "../../../kernel/time";
import { Bars } from "../../../ui/Bars";
import { Card } from "../../../ui/Card";
import { t } from "../messages";
import type { Figures as Read } from "../requests";
import { Chart } from "./Chart";
import css from "./InsightFigures.module.css";

/** What was counted of posts: sums, a chart, where they were seen, and from when all of it is. */
export function Figures({ read }: { read: Read }) {
  const say = read.step === "hour" ? moment : day;
  return (
    <>
      <div class={css.figures}>
        <Figure name={t("views")} value={number(read.views)} hint={t("ever", { count: read.viewsEver })} />
        <Figure name={t("viewers")} value={people(read.viewers)} />
        <Figure name={t("likes")} value={number(read.likes)} />
        <Figure name={t("comments")} value={number(read.comments)} />
        <Figure name={t("shares")} value={number(read.shares)} />
      </div>
      {read.series === null ? (
        <Card>
          <p>{t("fewHint")}</p>
        </Card>
      ) : (
        <Card aria-label={t("chart.views")}>
          <h2>{t("chart.views")}</h2>
          <Chart label={t("views")} points={read.series.map(({ at, views }) => ({ at, count: views }))} say={say} />
        </Card>
      )}
      {read.sources !== null && read.views > 0 && (
        <Card aria-label={t("sources")}>
          <h2>{t("sources")}</h2>
          <Bars
            label={t("sources")}
            bars={(["feed", "search", "profile", "direct"] as const).map((source) => ({
              name: t(`source.${source}`),
              count: read.sources?.[source] ?? 0,
            }))}
          />
        </Card>
      )}
      <p class={css.foot}>
        {read.rolledTo === null
          ? t("asOfNow", { moment: moment(read.asOf) })
          : t("asOf", { moment: moment(read.asOf), rolled: moment(read.rolledTo) })}
      </p>
    </>
  );
}

/** How many people; fewer than five are not told apart. */
export const people = (count: number | null): string => (count === null ? t("few") : number(count));

export function Figure({ name, value, hint }: { name: string; value: string; hint?: string }) {
  return (
    <div class={css.figure}>
      <h2 class={css.name}>{name}</h2>
      <p class={css.value}>{value}</p>
      {hint !== undefined && <p class={css.hint}>{hint}</p>}
    </div>
  );
}
