import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { type PageProps, href } from "../../../kernel/router";
import { Page } from "../../../ui/Page";
import { Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { Figures } from "../parts/Figures";
import { Tools } from "../parts/Tools";
import { PERIODS, type Period, requests } from "../requests";

/** How one post does. */
export default function PostInsightsPage({ params: { id } }: PageProps<"/posts/:id/insights">) {
  const [period, setPeriod] = useState<Period>("7d");
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["analytics", "post", id, period] as const,
    queryFn: () => requests.post(id, period),
    staleTime: 0,
  });
  return (
    <Page
      title={t("post.title")}
      lead={data && (data.title ?? data.preview)}
      back={{ href: href("/posts/:id", { id }), label: t("post.back") }}
    >
      <Tools
        periods={PERIODS}
        period={period}
        choose={setPeriod}
        file={() => requests.postFile(id, period)}
        name={`post-${id}.csv`}
      />
      {isPending && <Skeletons count={3} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("error")} error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && <Figures read={data} />}
    </Page>
  );
}
