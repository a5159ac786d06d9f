import type { ComponentChildren } from "preact";

import { dayName, clock, later, weekdayName } from "../model/days";
import { weekdaysOf } from "../model/draft";
import { t } from "../messages";
import type { Period } from "../requests";
import css from "./Timetable.module.css";
import { useNarrow } from "./useNarrow";

interface WeekProps {
  label: string;
  /** With a Monday, days are named by their dates. */
  monday?: string;
  periods: readonly Pick<Period, "id" | "name" | "starts" | "ends">[];
  lessons: readonly { weekday: number }[];
  /** What stands on a day in a period; null where there is nothing. */
  cell: (weekday: number, periodId: string) => ComponentChildren;
  /** What a cell says of itself, as attributes. */
  cellProps?: (weekday: number, periodId: string) => object;
  /** Places with nothing in them are shown in a list as well. */
  everyPlace?: boolean;
}

/** A week: a table where there is room, a list of days on a phone. */
export function Week(props: WeekProps) {
  return useNarrow() ? <List {...props} /> : <Grid {...props} />;
}

function heading({ monday }: WeekProps, weekday: number): string {
  return monday === undefined ? weekdayName(weekday) : dayName(later(monday, weekday - 1));
}

function Grid(props: WeekProps) {
  const { label, periods, lessons, cell, cellProps } = props;
  const weekdays = weekdaysOf(lessons);
  return (
    <div class={css.scroll} role="region" aria-label={label} tabIndex={0}>
      <table class={css.week} data-week="grid">
        <thead>
          <tr>
            <th scope="col">{t("period")}</th>
            {weekdays.map((weekday) => (
              <th key={weekday} scope="col">
                {heading(props, weekday)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {periods.map((period) => (
            <tr key={period.id}>
              <th scope="row" dir="auto">
                <Times period={period} />
              </th>
              {weekdays.map((weekday) => (
                <td key={weekday} class={css.cell} {...cellProps?.(weekday, period.id)}>
                  {cell(weekday, period.id)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function List(props: WeekProps) {
  const { label, periods, lessons, cell, everyPlace = false } = props;
  return (
    <div data-week="list" role="region" aria-label={label}>
      {weekdaysOf(lessons).map((weekday) => {
        const places = periods
          .map((period) => ({ period, content: cell(weekday, period.id) }))
          .filter(({ content }) => everyPlace || content !== null);
        return (
          <section key={weekday} class={css.day} aria-label={heading(props, weekday)}>
            <h2 class={css.dayName}>{heading(props, weekday)}</h2>
            {places.length === 0 && <p class={css.soft}>{t("noLessonThen")}</p>}
            <ul class={css.places}>
              {places.map(({ period, content }) => (
                <li key={period.id} class={css.place}>
                  <Times period={period} />
                  <div class={css.held}>{content}</div>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function Times({ period }: { period: Pick<Period, "name" | "starts" | "ends"> }) {
  return (
    <span class={css.times}>
      <b dir="auto">{period.name}</b>
      <span class={css.soft}>
        {clock(period.starts)}–{clock(period.ends)}
      </span>
    </span>
  );
}
