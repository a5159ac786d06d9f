import { useQuery } from "@tanstack/preact-query";
import { ClipboardList } from "lucide-preact";
import { useState } from "preact/hooks";

import { inLanguage } from "../../../kernel/i18n";
import { type PageProps, mayLeave } from "../../../kernel/router";
import { now } from "../../../kernel/time";
import { useWorld } from "../../../kernel/world";
import { Pick } from "../../../ui/Controls";
import { Page } from "../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { marks } from "../marks";
import { t } from "../messages";
import { currentOf, type Period, periodsOf, periodText } from "../model/periods";
import { GradeGrid } from "../parts/GradeGrid";
import css from "../parts/Marks.module.css";
import { ClassTabs } from "../parts/Tools";
import { periodName } from "../parts/words";
import { requests, type Sheets } from "../requests";

/** The marks of a class, one sheet at a time: entered by keyboard, handed in, locked, corrected. */
export default function GridPage({ params: { id } }: PageProps<"/marks/classes/:id">) {
  marks(useWorld());
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.sheets(id),
    queryFn: () => requests.sheets(id),
  });
  return (
    <Page
      title={data === undefined ? t("title") : t("titleOf", { name: data.className })}
      lead={data?.yearName}
      back={{ href: "/marks", label: t("classes") }}
    >
      <ClassTabs id={id} tab="grid" />
      {isPending && <Skeletons count={6} shape="row" />}
      {!isPending && data === undefined && (
        <Trouble title={t("error")} error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && <Chosen id={id} sheets={data} />}
    </Page>
  );
}

function Chosen({ id, sheets: { subjects, terms, sheets } }: { id: string; sheets: Sheets }) {
  const periods = periodsOf(terms);
  const today = new Date(now.value).toISOString();
  const [subject, setSubject] = useState(() => (subjects.find(({ canEdit }) => canEdit) ?? subjects[0])?.subjectId);
  const [period, setPeriod] = useState<Period | undefined>(() => currentOf(periods, today));
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.sheet(id, subject ?? "", period ?? { termId: "", period: "" }),
    queryFn: () => requests.sheet(id, subject ?? "", period ?? { termId: "", period: "" }),
    enabled: subject !== undefined && period !== undefined,
  });
  if (subject === undefined || period === undefined) {
    return <Empty icon={ClipboardList} title={t("nothingTaught")} hint={t("nothingTaughtHint")} />;
  }
  // Marks that are typed and not saved belong to this sheet.
  const change = async (to: () => void) => {
    if (await mayLeave()) to();
  };
  const stateOf = (each: Period) =>
    sheets.find((one) => one.subjectId === subject && one.termId === each.termId && one.period === each.period);
  const named = periods.map((each) => {
    const term = terms.find((one) => one.id === each.termId);
    const state = stateOf(each);
    const parts = [periodName(each.period), term && inLanguage(term.name, term.nameKh), state && t(`status.${state.status}`)];
    return { value: periodText(each), label: parts.filter(Boolean).join(" · ") };
  });
  return (
    <>
      <div class={css.tools}>
        <Pick
          label={t("subject")}
          value={subject}
          options={subjects.map((one) => ({ value: one.subjectId, label: inLanguage(one.name, one.nameKh) }))}
          onChoose={(value) => void change(() => setSubject(value))}
        />
        <Pick
          label={t("period")}
          value={periodText(period)}
          options={named}
          onChoose={(value) => void change(() => setPeriod(periods.find((each) => periodText(each) === value) ?? period))}
        />
      </div>
      {isPending && <Skeletons count={6} shape="row" />}
      {!isPending && data === undefined && (
        <Trouble title={t("error")} error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && <GradeGrid key={`${subject} ${periodText(period)}`} id={id} sheet={data} period={period} />}
    </>
  );
}
