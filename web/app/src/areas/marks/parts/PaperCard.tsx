import { inLanguage } from "../../../kernel/i18n";
import { moment } from "../../../kernel/time";
import { Qr } from "../../../ui/Qr";
import { t } from "../messages";
import { madeOf } from "../model/made";
import type { Content } from "../requests";
import css from "./CardPaper.module.css";
import { latinOf, missingIn, nameOf, periodName } from "./words";

interface Issued {
  code: string | null;
  version: number | null;
  issuedAt: string | null;
  reason?: string | null;
  hash: string | null;
}

/** A report card as it goes on paper: every figure with what it is made of, and how to verify it. */
export function PaperCard({ content, issued }: { content: Content; issued: Issued }) {
  const { pupil, subjects, parts } = content;
  const term = content.termName === null ? null : inLanguage(content.termName, content.termNameKh);
  const latin = latinOf(pupil);
  return (
    <article class={css.card} data-card={pupil.id} aria-label={t("cardOf", { name: nameOf(pupil) })}>
      <header class={css.head}>
        <div>
          <h2 class={css.title} dir="auto">
            {content.schoolName}
          </h2>
          <span class={css.small}>
            {t("card")} · {[periodName(content.period), term].filter(Boolean).join(" · ")} · {content.yearName}
          </span>
        </div>
        <div>
          <div class={css.name} dir="auto">
            {nameOf(pupil)}
          </div>
          <span class={css.small}>
            {[latin, pupil.number, t("classOf", { name: content.className })].filter(Boolean).join(" · ")}
          </span>
        </div>
      </header>
      {subjects.length > 0 && <Subjects content={content} />}
      {parts.length > 0 && content.scope !== "MONTH" && <Parts content={content} />}
      <Figures content={content} />
      {content.missing.length > 0 && <p class={css.small}>{missingIn(content.missing)}</p>}
      <footer class={css.foot}>
        <div class={css.small}>
          {issued.code === null ? (
            <b>{t("previewOnly")}</b>
          ) : (
            <>
              <div>{t("verifyAt", { address: `${location.host}/verify` })}</div>
              <div class={css.code}>{issued.code}</div>
              <div>{t("issued", { version: issued.version ?? 1, when: moment(issued.issuedAt ?? "") })}</div>
              {issued.reason != null && <div dir="auto">{t("because", { reason: issued.reason })}</div>}
              <div class={css.hash}>{issued.hash?.slice(0, 16)}</div>
            </>
          )}
        </div>
        {issued.code !== null && (
          <Qr text={`${location.origin}/verify/${issued.code}`} label={t("scan", { code: issued.code })} />
        )}
      </footer>
    </article>
  );
}

function Subjects({ content: { pupil, subjects, parts, scope } }: { content: Content }) {
  const periods = parts.map(({ period }) => period);
  const month = scope === "MONTH";
  return (
    <div class={css.scroll} role="region" aria-label={`${t("subjects")}: ${nameOf(pupil)}`} tabIndex={0}>
      <table class={css.table}>
        <thead>
          <tr>
            <th scope="col">{t("subject")}</th>
            <th scope="col" data-number>
              {t("coefficient")}
            </th>
            {periods.map((period) => (
              <th key={period} scope="col" data-number>
                {month ? t("mark") : periodName(period)}
              </th>
            ))}
            {month && (
              <th scope="col" data-number>
                {t("points")}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {subjects.map(({ id, name, nameKh, coefficient, isBonus, marks }) => (
            <tr key={id}>
              <th scope="row">
                {inLanguage(name, nameKh)} {isBonus && <span class={css.small}>{t("bonus")}</span>}
              </th>
              <td data-number>{isBonus ? "–" : Number(coefficient)}</td>
              {periods.map((period) => (
                <td key={period} data-number>
                  <Mark mark={marks.find((mark) => mark.period === period)} />
                </td>
              ))}
              {month && <td data-number>{marks[0]?.points ?? "–"}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Mark({ mark }: { mark: Content["subjects"][number]["marks"][number] | undefined }) {
  if (mark === undefined || mark.state === null) return <>–</>;
  if (mark.state !== "SCORED") return <>{t(`state.${mark.state}`)}</>;
  return (
    <>
      {mark.score} / {Number(mark.maxScore)} {mark.carried && <span class={css.small}>{t("carried")}</span>}
    </>
  );
}

function Parts({ content: { parts } }: { content: Content }) {
  return (
    <table class={css.table}>
      <thead>
        <tr>
          {parts.map(({ period, name, nameKh }) => (
            <th key={period} scope="col" data-number>
              {name === null ? periodName(period) : inLanguage(name, nameKh)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          {parts.map(({ period, average, absent }) => (
            <td key={period} data-number>
              {average ?? (absent ? t("notHere") : "–")}
            </td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}

function Figures({ content }: { content: Content }) {
  const { average, fullMark, rank, outOf, mentionLabel, mentionLabelKh, passed, parts, scope } = content;
  const [only] = parts;
  const made = madeOf(content);
  return (
    <dl class={css.figures}>
      <div>
        <dt>{t("average")}</dt>
        <dd>{average === null ? "–" : `${average} / ${Number(fullMark)}`}</dd>
        {scope === "MONTH" && only?.points != null && average !== null && (
          <dd class={css.note}>{t("sum", { points: only.points, weight: String(Number(only.weight)) })}</dd>
        )}
        {made !== null && <dd class={css.note}>{t(made.key, made)}</dd>}
      </div>
      <div>
        <dt>{t("rank")}</dt>
        <dd>{rank === null ? t("unranked") : t("rankOf", { rank, count: outOf })}</dd>
      </div>
      {mentionLabel !== null && (
        <div>
          <dt>{t("mention")}</dt>
          <dd>{inLanguage(mentionLabel, mentionLabelKh)}</dd>
        </div>
      )}
      {passed !== null && (
        <div>
          <dt>{t("result")}</dt>
          <dd>{t(passed ? "passed" : "failed")}</dd>
          <dd class={css.note}>{t("passesFrom", { mark: String(Number(content.passMark)) })}</dd>
        </div>
      )}
    </dl>
  );
}
