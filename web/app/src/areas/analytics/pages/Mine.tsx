import { useQuery } from "@tanstack/preact-query";
import { ChartNoAxesColumn } from "lucide-preact";
import { useState } from "preact/hooks";

import { number } from "../../../kernel/i18n";
import { href } from "../../../kernel/router";
import { Card } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { Figures, people } from "../parts/Figures";
import css from "../parts/InsightFigures.module.css";
import { Tools } from "../parts/Tools";
import { type Mine, PERIODS, type Period, requests } from "../requests";

/** How all posts of a person do. */
export default function MinePage() {
  const [period, setPeriod] = useState<Period>("7d");
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["analytics", "mine", period] as const,
    queryFn: () => requests.mine(period),
    // No event tells of it.
    staleTime: 0,
  });
  return (
    <Page title={t("mine.title")} lead={t("mine.lead")}>
      <Tools periods={PERIODS} period={period} choose={setPeriod} file={() => requests.mineFile(period)} name="my-posts.csv" />
      {isPending && <Skeletons count={3} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("error")} error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && data.viewsEver === 0 && (
        <Empty icon={ChartNoAxesColumn} title={t("mine.none")} hint={t("mine.noneHint")} />
      )}
      {data !== undefined && data.viewsEver > 0 && (
        <>
          <Figures read={data} />
          <Top top={data.top} />
        </>
      )}
    </Page>
  );
}

function Top({ top }: Pick<Mine, "top">) {
  if (top.length === 0) return null;
  return (
    <Card aria-label={t("mine.top")}>
      <h2>{t("mine.top")}</h2>
      <ol class={css.list}>
        {top.map((post) => (
          <li key={post.postId} class={css.row}>
            <a class={css.grow} href={href("/posts/:id/insights", { id: post.postId })} dir="auto">
              {post.title ?? post.preview}
            </a>
            <b>{number(post.views)}</b>
            <span class={css.note}>
              {t("viewers")}: {people(post.viewers)}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
