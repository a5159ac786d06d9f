import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/preact-query";
import { Download, ListChecks } from "lucide-preact";
import { useState } from "preact/hooks";

import { saveFile } from "../../../kernel/saveFile";
import { fail } from "../../../kernel/toast";
import { number } from "../../../kernel/i18n";
import { Button } from "../../../ui/Button";
import { Actions, Card, Chip } from "../../../ui/Card";
import { Choices } from "../../../ui/Choices";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { type Fate, type Plan, type PlanRow, requests } from "../requests";
import css from "./Rosters.module.css";

type Filter = Fate | "ALL";

const FATES: readonly Fate[] = ["CREATE", "CHANGE", "END", "SAME", "ERROR"];
const KINDS = { CREATE: "accent", CHANGE: "live", END: "warn", SAME: "plain", ERROR: "warn" } as const;
const PAGE = 50;

const list = (id: string, fate: Filter) =>
  infiniteQueryOptions({
    queryKey: [...keys.rows(id), fate],
    queryFn: ({ pageParam: cursor }) => requests.rows(id, { limit: PAGE, cursor, ...(fate !== "ALL" && { fate }) }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => pageInfo.nextCursor,
  });

/** Every row of the file with what becomes of it: all, or those of one fate. */
export function PlanRows({ plan }: { plan: Plan }) {
  const { create, change, same, error, end } = plan.counts;
  const counts = { CREATE: create, CHANGE: change, END: end, SAME: same, ERROR: error };
  const [fate, setFate] = useState<Filter>(error > 0 ? "ERROR" : "ALL");
  const query = useInfiniteQuery(list(plan.id, fate));
  const all = create + change + end + same + error;
  const options = [
    { value: "ALL" as Filter, label: t("filter", { name: t("fate.ALL"), count: number(all) }) },
    ...FATES.filter((one) => counts[one] > 0).map((one) => ({
      value: one as Filter,
      label: t("filter", { name: t(`fate.${one}`), count: number(counts[one]) }),
    })),
  ];
  const rows = query.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Card aria-label={t("rows")}>
      <h2>{t("rows")}</h2>
      <Choices label={t("rows")} value={fate} options={options} onChoose={setFate} />
      {error > 0 && (
        <Actions>
          <Button size="small" onClick={() => requests.problems(plan.id).then((blob) => saveFile(blob, "import-problems.csv"), fail)}>
            <Download size={16} aria-hidden="true" />
            {t("saveProblems")}
          </Button>
        </Actions>
      )}
      {query.isPending && <Skeletons count={4} shape="row" />}
      {query.data === undefined && query.error !== null && (
        <Trouble title={t("error")} error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data !== undefined && rows.length === 0 && <Empty icon={ListChecks} title={t("noRows")} hint={t("noRowsHint")} />}
      <ol class={css.rows}>
        {rows.map((row) => (
          <OneRow key={row.number} row={row} />
        ))}
      </ol>
      {query.hasNextPage && <More loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />}
    </Card>
  );
}

function OneRow({ row }: { row: PlanRow }) {
  return (
    <li class={css.row} data-fate={row.fate}>
      <span class={css.line}>
        <span class={css.soft}>{row.fate === "END" ? t("notInFile") : t("row", { number: row.number })}</span>
        <b dir="auto">{row.name || t("nameless")}</b>
        <Chip kind={KINDS[row.fate]}>{t(`fate.${row.fate}`)}</Chip>
        {row.outcome === "CHANGED_MEANWHILE" && <Chip kind="warn">{t("outcome.CHANGED_MEANWHILE")}</Chip>}
      </span>
      {row.problems.map(({ field, problem }) => (
        <span key={`${field} ${problem}`} class={css.problem}>
          {t("told", { field: fieldOf(field), text: t(`problem.${problem}`) })}
        </span>
      ))}
      {row.changes.length > 0 && (
        <dl class={css.changes}>
          {row.changes.map(({ field, before, after }, place) => (
            <div key={place}>
              <dt>{fieldOf(field)}</dt>
              <dd dir="auto">
                {before !== null && before !== "" && (
                  <>
                    <del>{valueOf(field, before)}</del>{" "}
                  </>
                )}
                {after !== "" && <ins>{valueOf(field, after)}</ins>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}

function fieldOf(name: string): string {
  const key = `field.${name}`;
  return t.has(key) ? t(key) : name;
}

function valueOf(field: string, value: string): string {
  const key = `gender.${value}`;
  return field === "gender" && t.has(key) ? t(key) : value;
}
