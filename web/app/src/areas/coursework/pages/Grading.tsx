import { useQuery } from "@tanstack/preact-query";
import { Users } from "lucide-preact";
import { useState } from "preact/hooks";

import { inLanguage } from "../../../kernel/i18n";
import { type PageProps, href } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { Chip } from "../../../ui/Card";
import { LinkButton } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { coursework } from "../coursework";
import { keys } from "../keys";
import { t } from "../messages";
import { wordOf } from "../model/states";
import { Marking } from "../parts/Marking";
import { type SubmissionEntry, requests } from "../requests";
import css from "./Coursework.module.css";

const waits = ({ state }: SubmissionEntry) => state === "SUBMITTED" || state === "LATE";
const idOf = ({ id, student }: SubmissionEntry) => id ?? student?.id ?? "";

/** The screen on which a teacher walks from one student's work to the next. */
export default function GradingPage({ params: { id } }: PageProps<"/assignments/:id/grade">) {
  coursework(useWorld());
  const work = useQuery({ queryKey: keys.work(id), queryFn: () => requests.work(id) });
  const entries = useQuery({ queryKey: keys.entries(id), queryFn: () => requests.entries(id) });
  const [chosen, setChosen] = useState<string | null>(null);
  const all = entries.data ?? [];
  const current = all.find((one) => idOf(one) === chosen) ?? all.find(waits) ?? all[0];
  const error = work.error ?? entries.error;
  const title = work.data ? inLanguage(work.data.title, work.data.titleKh) : t("grading.title");
  function next() {
    const place = current === undefined ? -1 : all.indexOf(current);
    const order = [...all.slice(place + 1), ...all.slice(0, Math.max(place, 0))];
    const following = order.find(waits) ?? all[place + 1];
    if (following !== undefined) setChosen(idOf(following));
  }
  return (
    <Page
      title={t("grading.title")}
      heading={title}
      lead={t("todo.waiting", { count: all.filter(waits).length })}
      back={{ href: href("/assignments/:id", { id }), label: t("work.one") }}
    >
      {(work.isPending || entries.isPending) && <Skeletons count={3} shape="row" />}
      {error !== null && (work.data === undefined || entries.data === undefined) && (
        <Trouble title={t("grading.error")} error={error} retry={() => void entries.refetch()} />
      )}
      {entries.data !== undefined && all.length === 0 && (
        <Empty icon={Users} title={t("grading.none")} hint={t("grading.noneHint")} />
      )}
      {work.data !== undefined && current !== undefined && (
        <div class={css.sides}>
          <nav aria-label={t("grading.people")}>
            <ul class={css.list}>
              {all.map((one) => (
                <li key={idOf(one)} class={css.line}>
                  <LinkButton aria-current={one === current ? "true" : undefined} onClick={() => setChosen(idOf(one))}>
                    <span dir="auto">{one.student?.name ?? t("grading.alias", { name: one.alias ?? "" })}</span>
                  </LinkButton>
                  <Chip kind={waits(one) ? "accent" : "plain"}>{t(wordOf(work.data.type, one.state))}</Chip>
                </li>
              ))}
            </ul>
          </nav>
          <Marking key={`${idOf(current)}/${current.version}`} work={work.data} entry={current} onNext={next} />
        </div>
      )}
    </Page>
  );
}
