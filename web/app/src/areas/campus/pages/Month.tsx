import { useQuery } from "@tanstack/preact-query";
import { CalendarX, Printer } from "lucide-preact";
import { useState } from "preact/hooks";

import { type PageProps, href } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Empty } from "../../../ui/States";
import { campus } from "../campus";
import { keys } from "../keys";
import { t } from "../messages";
import { PupilName } from "../parts/PupilName";
import { Reading } from "../parts/Reading";
import css from "../parts/Campus.module.css";
import { type Month, requests } from "../requests";

/** The book of a month: a column for each session that counts, and totals. */
export default function MonthPage({ params: { id } }: PageProps<"/classes/:id/month">) {
  campus(useWorld());
  const [month, setMonth] = useState<string>();
  const query = useQuery({ queryKey: [...keys.month(id), month], queryFn: () => requests.month(id, month) });
  return (
    <Page
      title={t("title.month")}
      lead={query.data?.className}
      back={{ href: href("/classes/:id", { id }), label: query.data?.className ?? t("title.class") }}
      action={
        <Button onClick={() => window.print()}>
          <Printer size={18} aria-hidden="true" /> {t("print")}
        </Button>
      }
    >
      <Reading query={query}>
        {(book) => (
          <>
            <div class={css.tools}>
              <label>
                {t("month")}{" "}
                <input
                  class={css.input}
                  type="month"
                  value={book.month.slice(0, 7)}
                  onChange={({ currentTarget }) => currentTarget.value !== "" && setMonth(`${currentTarget.value}-01`)}
                />
              </label>
            </div>
            {book.sessions.length === 0 ? (
              <Empty icon={CalendarX} title={t("noRegister")} hint={t("noRegisterHint")} />
            ) : (
              <Book book={book} />
            )}
          </>
        )}
      </Reading>
    </Page>
  );
}

function Book({ book }: { book: Month }) {
  return (
    <div class={css.wide} role="region" aria-label={t("title.month")} tabIndex={0}>
      <table class={css.table}>
        <thead>
          <tr>
            <th scope="col">{t("pupil")}</th>
            {book.sessions.map(({ date, session }) => (
              <th key={`${date} ${session}`} scope="col">
                {Number(date.slice(8))}
                <span class="visually-hidden">{t(`session.${session}`)}</span>
                {session === "AFTERNOON" && "′"}
              </th>
            ))}
            <th scope="col">{t("absentTotal")}</th>
            <th scope="col">{t("allowedTotal")}</th>
            <th scope="col">%</th>
          </tr>
        </thead>
        <tbody>
          {book.rows.map((row) => (
            <tr key={row.studentId}>
              <th scope="row">
                <PupilName person={row} />
              </th>
              {book.sessions.map(({ date, session }) => {
                const mark = row.marks.find((each) => each.date === date && each.session === session);
                return (
                  <td key={`${date} ${session}`} title={mark && t(`status.${mark.status}`)}>
                    {mark === undefined ? "" : t(`letter.${mark.status}`)}
                  </td>
                );
              })}
              <td>{row.figures.absent}</td>
              <td>{row.figures.allowed}</td>
              <td>{row.figures.rate ?? "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
