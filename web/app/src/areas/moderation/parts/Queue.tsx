import { useInfiniteQuery } from "@tanstack/preact-query";
import { ShieldCheck } from "lucide-preact";

import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { moderation } from "../moderation";
import type { Part } from "../requests";
import { CaseCard } from "./CaseCard";

/** A part of the queue: where harm may come of it first. */
export function Queue({ status }: { status: Part }) {
  const list = useInfiniteQuery(moderation(useWorld()).queue(status));
  const items = list.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <>
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
    </>
  );
}
