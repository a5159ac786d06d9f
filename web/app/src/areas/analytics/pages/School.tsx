import { useQuery } from "@tanstack/preact-query";
import { CalendarDays } from "lucide-preact";
import { useState } from "preact/hooks";

import { number } from "../../../kernel/i18n";
import { day, moment } from "../../../kernel/time";
import { Card } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { Chart } from "../parts/Chart";
import { Figure, people } from "../parts/Figures";
import css from "../parts/InsightFigures.module.css";
import { Tools } from "../parts/Tools";
import { type Day, SCHOOL_PERIODS, type SchoolDays, type SchoolPeriod, requests } from "../requests";

/** The days of the school, for those who run it. */
export default function SchoolPage() {
  const [period, setPeriod] = useState<SchoolPeriod>("7d");
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["analytics", "school", period] as const,
    queryFn: () => requests.school(period),
    staleTime: 0,
  });
  return (
    <Page title={t("school.title")} lead={t("school.lead")}>
      <Tools
        periods={SCHOOL_PERIODS}
        period={period}
        choose={setPeriod}
        file={() => requests.schoolFile(period)}
        name="school.csv"
      />
      {isPending && <Skeletons count={3} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("error")} error={error} retry={() => void refetch()} />
      )}
      {data?.until === null && <Empty icon={CalendarDays} title={t("school.none")} hint={t("school.noneHint")} />}
      {data !== undefined && data.until !== null && <Days read={data} until={data.until} />}
    </Page>
  );
}

const SUMS = ["posts", "comments", "messages", "submissions"] as const;

function Days({ read, until }: { read: SchoolDays; until: string }) {
  const sum = (of: (one: Day) => number) => number(read.days.reduce((total, one) => total + of(one), 0));
  const rates = read.days.flatMap(({ attendanceRate }) => (attendanceRate === null ? [] : [attendanceRate]));
  const mean = rates.reduce((total, rate) => total + rate, 0) / rates.length;
  return (
    <>
      <div class={css.figures}>
        <Figure name={t("school.here")} value={number(read.activeUsers)} />
        <Figure
          name={t("school.attendance")}
          value={rates.length === 0 ? "–" : `${number(mean, { maximumFractionDigits: 1 })} %`}
        />
        <Figure name={t("views")} value={sum(({ views }) => views)} />
        {SUMS.map((name) => (
          <Figure key={name} name={t(`school.${name}`)} value={sum((one) => one[name])} />
        ))}
        <Figure name={t("school.live")} value={sum(({ liveSessions }) => liveSessions)} />
      </div>
      <Card aria-label={t("school.people")}>
        <h2>{t("school.people")}</h2>
        <Chart
          label={t("school.here")}
          points={read.days.map((one) => ({ at: one.day, count: one.activeUsers ?? 0 }))}
          say={day}
        />
      </Card>
      {read.activeByRole.length > 0 && (
        <Card aria-label={t("school.roles")}>
          <h2>{t("school.roles")}</h2>
          <ul class={css.list}>
            {read.activeByRole.map(({ role, people: count }) => (
              <li key={role} class={css.row}>
                <span class={css.grow}>{role in ROLES ? t(`role.${role as keyof typeof ROLES}`) : role}</span>
                <b>{people(count)}</b>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <p class={css.foot}>
        {t("school.until", { day: day(until), zone: read.timezone, moment: read.asOf === null ? "" : moment(read.asOf) })}
      </p>
    </>
  );
}

const ROLES = { STUDENT: 1, TEACHER: 1, PARENT: 1, ADMIN: 1, RESEARCHER: 1, MODERATOR: 1 };
