import { useInfiniteQuery } from "@tanstack/preact-query";
import { Plus, Vote } from "lucide-preact";
import { useState } from "preact/hooks";

import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { NewSurvey } from "../parts/NewSurvey";
import { SurveyCard } from "../parts/SurveyCard";
import { school, surveysQuery } from "../school";

/** What the school asks everybody, newest first; who runs the school asks here too. */
export default function SurveysPage() {
  const world = useWorld();
  school(world);
  const [asking, setAsking] = useState(false);
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery(surveysQuery);
  const all = data?.pages.flatMap((page) => page.data) ?? [];
  const action = world.may("school:manage") && !asking && (
    <Button kind="primary" onClick={() => setAsking(true)} data-new-survey>
      <Plus size={18} aria-hidden="true" />
      {t("new")}
    </Button>
  );
  return (
    <Page title={t("title")} lead={t("promise")} action={action}>
      {asking && <NewSurvey onClose={() => setAsking(false)} />}
      {isPending && <Skeletons count={2} shape="post" />}
      {data === undefined && error !== null && (
        <Trouble title={t("error")} error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && all.length === 0 && <Empty icon={Vote} title={t("none")} hint={t("noneHint")} />}
      {all.map((survey) => (
        <SurveyCard key={survey.id} survey={survey} />
      ))}
      {hasNextPage && <More loading={isFetchingNextPage} onMore={() => void fetchNextPage()} />}
    </Page>
  );
}
