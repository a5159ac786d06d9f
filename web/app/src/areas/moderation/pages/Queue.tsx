import { useInfiniteQuery } from "@tanstack/preact-query";
import { ShieldCheck } from "lucide-preact";
import { useState } from "preact/hooks";

import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { moderation } from "../moderation";
import { CaseCard } from "../parts/CaseCard";

/** What people have reported: where harm may come of it first. */
export default function QueuePage() {
  const [status, setStatus] = useState<"OPEN" | "DECIDED">("OPEN");
  const list = useInfiniteQuery(moderation(useWorld()).queue(status));
  const items = list.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Page title={t("queue.title")} lead={t("queue.lead")}>
      <Actions>
        {(["OPEN", "DECIDED"] as const).map((one) => (
          <Button key={one} size="small" aria-pressed={status === one} kind={status === one ? "primary" : "plain"} onClick={() => setStatus(one)}>
            {t(`queue.${one}`)}
          </Button>
        ))}
      </Actions>
      {list.isPending && <Skeletons count={2} shape="post" />}
      {list.data === undefined && list.error !== null && (
        <Trouble title={t("queue.error")} error={list.error} retry={() => void list.refetch()} />
      )}
      {list.data !== undefined && items.length === 0 && (
        <Empty icon={ShieldCheck} title={t("queue.empty")} hint={t("queue.emptyHint")} />
      )}
      {items.map((one) => (
        <CaseCard key={one.id} one={one} />
      ))}
      {list.hasNextPage && (
        <More loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage().catch(fail)} />
      )}
    </Page>
  );
}
