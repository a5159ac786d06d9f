import type { useInfiniteQuery } from "@tanstack/preact-query";
import type { LucideIcon } from "lucide-preact";
import type { ComponentChildren } from "preact";

import { Rows } from "../../../ui/Rows";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";

type Read = Pick<
  ReturnType<typeof useInfiniteQuery<unknown>>,
  "isPending" | "error" | "refetch" | "hasNextPage" | "isFetchingNextPage" | "fetchNextPage"
>;

interface ListProps<Item> {
  label: string;
  list: Read & { data?: { pages: { data: Item[] }[] } | undefined };
  icon: LucideIcon;
  none: string;
  noneHint: string;
  children: (item: Item) => ComponentChildren;
}

/** A list that is being read, could not be read, is empty, or goes on. */
export function List<Item>({ label, list, icon, none, noneHint, children }: ListProps<Item>) {
  if (list.isPending) return <Skeletons count={4} shape="row" />;
  if (list.data === undefined) {
    return <Trouble title={t("error")} error={list.error} retry={() => void list.refetch()} />;
  }
  const all = list.data.pages.flatMap((page) => page.data);
  return (
    <>
      {all.length === 0 ? (
        <Empty icon={icon} title={none} hint={noneHint} />
      ) : (
        <Rows label={label}>{all.map(children)}</Rows>
      )}
      {list.hasNextPage && <More loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </>
  );
}
