import { useQuery } from "@tanstack/preact-query";
import { ClipboardCheck } from "lucide-preact";
import { useState } from "preact/hooks";

import { inLanguage } from "../../../kernel/i18n";
import { type PageProps, href, place } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { Card, Chip } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { coursework } from "../coursework";
import { keys } from "../keys";
import { t } from "../messages";
import { readPoints } from "../model/cells";
import { wordOf } from "../model/states";
import { requests } from "../requests";
import css from "./Coursework.module.css";

/** What the server is asked to suppose: only what reads as points. */
function asked(supposed: ReadonlyMap<string, string>): string {
  return [...supposed]
    .flatMap(([id, text]) => {
      const points = readPoints(text);
      return points === null ? [] : [`${id}:${points}`];
    })
    .join(",");
}

/** One's own grades in a course, or those of one's child: what was released, the total, and what would be, if. */
export default function MyGradesPage({ params: { id } }: PageProps<"/courses/:id/grades">) {
  coursework(useWorld());
  const [supposed, setSupposed] = useState<ReadonlyMap<string, string>>(new Map());
  const whatIf = asked(supposed);
  // A guardian reads those of a child.
  const student = new URLSearchParams(place.value.search).get("student");
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.mine(id, whatIf, student),
    queryFn: () => requests.mine(id, whatIf, student),
    placeholderData: (before: Awaited<ReturnType<typeof requests.mine>> | undefined) => before,
  });
  return (
    <Page
      title={student === null ? t("mine.title") : t("mine.of", { name: data?.student.name ?? "…" })}
      lead={data && inLanguage(data.courseTitle, data.courseTitleKh)}
      back={student === null ? { href: "/assignments", label: t("todo.title") } : { href: "/children", label: t("mine.children") }}
    >
      {isPending && <Skeletons count={3} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("mine.error")} error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && data.items.length === 0 && (
        <Empty icon={ClipboardCheck} title={t("mine.none")} hint={t("mine.noneHint")} />
      )}
      {data !== undefined && data.items.length > 0 && (
        <>
          <Card>
            <p role="status">
              <b>{data.total === null ? t("mine.noTotal") : t("mine.total", { percent: data.total })}</b>
              {data.whatIfTotal !== null && <> · {t("mine.whatIf", { percent: data.whatIfTotal })}</>}
            </p>
          </Card>
          <ul class={css.list}>
            {data.items.map((item) => (
              <li key={item.id} class={css.line}>
                {student === null ? (
                  <a class={css.grow} href={href("/assignments/:id", { id: item.id })} dir="auto">
                    {inLanguage(item.title, item.titleKh)}
                  </a>
                ) : (
                  <span class={css.grow} dir="auto">
                    {inLanguage(item.title, item.titleKh)}
                  </span>
                )}
                <Chip kind={item.state === "MISSING" ? "warn" : "plain"}>
                  {t(item.exempt ? "mine.exempt" : wordOf(item.type, item.state))}
                </Chip>
                {item.points !== null && <b>{t("work.points", { points: item.points, max: item.maxPoints })}</b>}
                {item.dropped && <span class={css.note}>{t("mine.dropped")}</span>}
                {item.points === null && (
                  <input
                    class={css.cell}
                    inputMode="decimal"
                    autocomplete="off"
                    aria-label={t("mine.suppose", { work: inLanguage(item.title, item.titleKh) })}
                    placeholder={`? / ${item.maxPoints}`}
                    value={supposed.get(item.id) ?? ""}
                    onInput={(event) => {
                      const text = event.currentTarget.value;
                      setSupposed((before) => new Map(before).set(item.id, text));
                    }}
                  />
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}
