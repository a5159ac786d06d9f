import { useQuery } from "@tanstack/preact-query";
import { ClipboardList, FileText, Printer } from "lucide-preact";
import { useState } from "preact/hooks";

import { isGone } from "../../../kernel/errors";
import { inLanguage } from "../../../kernel/i18n";
import type { PageProps } from "../../../kernel/router";
import { now } from "../../../kernel/time";
import { useWorld } from "../../../kernel/world";
import { Button, ButtonLink } from "../../../ui/Button";
import { Pick } from "../../../ui/Controls";
import { Page } from "../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { marks } from "../marks";
import { t } from "../messages";
import { type Choice, choicesOf, latestOf, textOf } from "../model/periods";
import paper from "../parts/CardPaper.module.css";
import css from "../parts/Marks.module.css";
import { PaperCard } from "../parts/PaperCard";
import { ChoicePick } from "../parts/Tools";
import { nameOf, periodName } from "../parts/words";
import { requests } from "../requests";

/** The marks and report cards of one pupil, for the pupil and the family. */
export default function PupilPage({ params: { id } }: PageProps<"/marks/pupils/:id">) {
  marks(useWorld());
  const latest = useQuery({ queryKey: keys.pupil(id), queryFn: () => requests.pupil(id) });
  const [year, setYear] = useState<string>();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.pupil(id, year),
    queryFn: () => requests.pupil(id, year),
  });
  const [chosen, setChosen] = useState<Choice | null>(null);
  const years = latest.data?.years ?? [];
  const chooseYear = (each: string) => {
    setYear(each);
    setChosen(null);
  };
  const terms = data?.terms ?? [];
  const choice = chosen ?? latestOf(choicesOf(terms), data?.data ?? [], new Date(now.value).toISOString()) ?? null;
  return (
    <Page
      title={latest.data === undefined ? t("title") : t("titleOf", { name: nameOf(latest.data) })}
      lead={data && [data.className, data.yearName].filter(Boolean).join(" · ")}
      back={{ href: "/marks", label: t("title") }}
      action={<ButtonLink href={`/marks/pupils/${id}/transcript`}>{t("transcript")}</ButtonLink>}
    >
      {years.length > 1 && (
        <div class={css.tools}>
          <Pick
            label={t("year")}
            value={year ?? latest.data?.yearId ?? ""}
            options={years.map((each) => ({ value: each.id, label: each.name }))}
            onChoose={chooseYear}
          />
        </div>
      )}
      {isPending && <Skeletons count={5} shape="row" />}
      {!isPending && data === undefined && <Trouble title={t("error")} error={error} retry={() => void refetch()} />}
      {data !== undefined && data.data.length === 0 && (
        <Empty icon={ClipboardList} title={t("noMark")} hint={t("noMarkHint")} />
      )}
      {data !== undefined && data.data.length > 0 && (
        <div class={css.scroll} role="region" aria-label={t("title")} tabIndex={0}>
          <table class={css.table} data-marks>
            <thead>
              <tr>
                <th scope="col">{t("subject")}</th>
                <th scope="col">{t("period")}</th>
                <th scope="col" data-number>
                  {t("mark")}
                </th>
              </tr>
            </thead>
            <tbody>
              {data.data.map((mark) => (
                <tr key={`${mark.subjectId} ${mark.termId} ${mark.period}`}>
                  <th scope="row">{inLanguage(mark.subjectName, mark.subjectNameKh)}</th>
                  <td>{periodName(mark.period)}</td>
                  <td data-number>
                    {mark.state === "SCORED" ? `${mark.score} / ${Number(mark.maxScore)}` : t(`state.${mark.state}`)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {data?.yearId != null && choice !== null && (
        <>
          <h2>{t("card")}</h2>
          <div class={css.tools}>
            <ChoicePick terms={terms} choice={choice} onChoose={setChosen} />
            <Button onClick={() => print()}>
              <Printer size={18} aria-hidden="true" /> {t("print")}
            </Button>
          </div>
          <OwnCard id={id} choice={choice} year={data.yearId} />
        </>
      )}
    </Page>
  );
}

function OwnCard({ id, choice, year }: { id: string; choice: Choice; year: string }) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.card(id, textOf(choice), year),
    queryFn: () => requests.card(id, choice, year),
  });
  if (isPending) return <Skeletons count={1} shape="post" />;
  if (isGone(error)) return <Empty icon={FileText} title={t("noCard")} hint={t("noCardFamily")} />;
  if (data === undefined) return <Trouble title={t("error")} error={error} retry={() => void refetch()} />;
  const { content, ...issued } = data;
  return (
    <div class={paper.papers}>
      <PaperCard content={content} issued={issued} />
    </div>
  );
}
