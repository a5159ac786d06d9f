import { date, inLanguage, language } from "../../../../kernel/i18n";
import { Brand } from "../../../../ui/Brand";
import { t } from "../messages";
import type { CertificateRead } from "../requests";
import css from "./Paper.module.css";

/** The code as it is printed: in groups of four. */
export const printed = (code: string): string => code.match(/.{1,4}/g)?.join("-") ?? code;

/** A certificate as it is printed on one page. */
export function Paper({ certificate: { code, snapshot, issuedAt } }: { certificate: CertificateRead }) {
  const day = date(new Date(issuedAt), { dateStyle: "long" });
  const khmer = language.value === "km";
  return (
    <article class={css.paper} aria-label={t("cert.title")}>
      <Brand />
      <p class={css.school} dir="auto">
        {snapshot.schoolName}
      </p>
      <h2 class={css.title}>{t("cert.title")}</h2>
      <p class={css.name} dir="auto">
        {khmer ? (snapshot.personNameKh ?? snapshot.personName) : snapshot.personName}
      </p>
      <p class={css.says}>{t("cert.says")}</p>
      <p class={css.course} dir="auto">
        {inLanguage(snapshot.courseTitle, snapshot.courseTitleKh)}
      </p>
      <p class={css.says}>{t("cert.lessons", { count: snapshot.lessons })}</p>
      {snapshot.quizzes.length > 0 && (
        <ul class={css.quizzes} aria-label={t("cert.quizzes")}>
          {snapshot.quizzes.map(({ title, score }) => (
            <li key={title}>
              <span dir="auto">{title}</span> · {Math.round(score)} %
            </li>
          ))}
        </ul>
      )}
      <dl class={css.facts}>
        <Fact name={t("cert.teacher")} value={snapshot.teacherName} />
        <Fact name={t("cert.date")} value={day} />
        <Fact name={t("cert.code")} value={printed(code)} />
      </dl>
      <p class={css.address}>{t("cert.verifyAt", { address: `${location.host}/certificates/${printed(code)}` })}</p>
    </article>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{value}</dd>
    </div>
  );
}
