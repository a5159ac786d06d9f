import { useQuery } from "@tanstack/preact-query";

import { date, inLanguage } from "../../../kernel/i18n";
import { useWorld } from "../../../kernel/world";
import { keys } from "../keys";
import { t } from "../messages";
import { type Month, requests } from "../requests";
import css from "./BookPaper.module.css";
import { PupilName } from "./PupilName";

const LETTERS = ["LATE", "ABSENT", "PERMISSION", "MEDICAL", "EXCUSED"] as const;

/** The book of a month as it goes on paper: a sheet across, with who signs it. */
export function PaperBook({ book }: { book: Month }) {
  const { me } = useWorld();
  const one = useQuery({ queryKey: keys.oneClass(book.classId), queryFn: () => requests.oneClass(book.classId) });
  const name = date(new Date(`${book.month}T00:00:00`), { month: "long", year: "numeric" });
  const school = me.tenant;
  return (
    <article class={css.paper} aria-label={t("title.month")} data-book={book.month}>
      <header class={css.head}>
        <div>
          <b dir="auto">{inLanguage(school.name, school.nameKh)}</b>
          <span class={css.small}>{one.data?.yearName}</span>
        </div>
        <h2 class={css.title}>{t("title.month")}</h2>
        <div>
          <b>{t("bookOf", { name: book.className, month: name })}</b>
          <span class={css.small}>{t("pupilCount", { count: book.rows.length })}</span>
        </div>
      </header>
      <div class={css.wide} role="region" aria-label={t("title.month")} tabIndex={0}>
        <table class={css.table}>
          <thead>
            <tr>
              <th scope="col">{t("number")}</th>
              <th scope="col">{t("pupil")}</th>
              {book.sessions.map(({ date: day, session }) => (
                <th key={`${day} ${session}`} scope="col">
                  {Number(day.slice(8))}
                  <span class="visually-hidden">{t(`session.${session}`)}</span>
                  {session === "AFTERNOON" && "′"}
                </th>
              ))}
              <th scope="col">{t("absentTotal")}</th>
              <th scope="col">{t("allowedTotal")}</th>
              <th scope="col">{t("lateTotal")}</th>
              <th scope="col">%</th>
            </tr>
          </thead>
          <tbody>
            {book.rows.map((row, at) => (
              <tr key={row.studentId}>
                <td>{at + 1}</td>
                <th scope="row">
                  <PupilName person={row} />
                </th>
                {book.sessions.map(({ date: day, session }) => {
                  const mark = row.marks.find((each) => each.date === day && each.session === session);
                  return (
                    <td key={`${day} ${session}`} title={mark && t(`status.${mark.status}`)}>
                      {mark === undefined ? "" : t(`letter.${mark.status}`)}
                    </td>
                  );
                })}
                <td>{row.figures.absent}</td>
                <td>{row.figures.allowed}</td>
                <td>{row.figures.late}</td>
                <td>{row.figures.rate ?? "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class={css.small}>{LETTERS.map((status) => `${t(`letter.${status}`)} = ${t(`status.${status}`)}`).join(" · ")}</p>
      <footer class={css.foot}>
        <div>
          <span>{t("signedTeacher")}</span>
          <span class={css.line} dir="auto">
            {one.data?.homeroomTeacherName}
          </span>
        </div>
        <div>
          <span>{t("signedHead")}</span>
          <span class={css.line} />
        </div>
      </footer>
    </article>
  );
}
