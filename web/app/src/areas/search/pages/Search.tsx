import { useInfiniteQuery, useQuery } from "@tanstack/preact-query";
import { SearchX, Search as Lens } from "lucide-preact";

import { navigate, place } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { ButtonLink } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { Tabs } from "../../../ui/Tabs";
import { keys } from "../keys";
import { t } from "../messages";
import { remember } from "../model/recent";
import { Ask } from "../parts/Ask";
import { Facets } from "../parts/Facets";
import { Hits } from "../parts/Hits";
import { Recent } from "../parts/Recent";
import { COLLECTIONS, type Collection, requests } from "../requests";
import css from "./Search.module.css";

interface Wanted {
  q: string;
  in: string;
  facet: string;
  tag: string;
}

const addressOf = (wanted: Partial<Wanted>) => {
  const given = Object.entries(wanted).filter(([, value]) => value !== "");
  return `/search?${new URLSearchParams(given)}`;
};

/** One field for the whole school: everything at once, or one kind of thing page by page. */
export default function SearchPage() {
  const world = useWorld();
  const query = new URLSearchParams(place.value.search);
  const [q, facet, tag] = ["q", "facet", "tag"].map((name) => query.get(name) ?? "") as [string, string, string];
  const collection = COLLECTIONS.find((one) => one === query.get("in"));
  const tabs = [undefined, ...COLLECTIONS].map((one) => ({
    href: addressOf({ q, in: one ?? "" }),
    label: one === undefined ? t("search.everything") : t(`search.in.${one}`),
    current: one === collection,
  }));

  function ask(text: string, sure: boolean) {
    // Words that are still being written leave no way back to each of them.
    if (text !== "" && sure) remember(world.drafts, text);
    void navigate(addressOf({ q: text, in: collection ?? "" }), { replace: !sure && q !== "" });
  }

  return (
    <Page title={t("search.title")} lead={t("search.lead")}>
      <Ask q={q} onAsk={ask} />
      {q === "" && <Recent />}
      {q === "" && <Empty icon={Lens} title={t("search.begin")} hint={t("search.beginHint")} />}
      {q !== "" && <Tabs label={t("search.views")} tabs={tabs} />}
      {q !== "" && collection === undefined && <Everything q={q} />}
      {q !== "" && collection !== undefined && (
        <One key={`${collection} ${q} ${facet} ${tag}`} collection={collection} q={q} facet={facet} tag={tag} />
      )}
    </Page>
  );
}

function Everything({ q }: { q: string }) {
  const { drafts } = useWorld();
  const { data, error, isPending, refetch } = useQuery({ queryKey: keys.all(q), queryFn: () => requests.all(q), staleTime: 0 });
  if (isPending) return <Skeletons count={4} shape="row" />;
  if (data === undefined) return <Trouble title={t("search.error")} error={error} retry={() => void refetch()} />;
  if (data.groups.length === 0) return <Nothing />;
  return (
    <div onClickCapture={() => remember(drafts, q)} data-found={q}>
      <Meant suggestion={data.suggestion} />
      {data.groups.map(({ collection, hits, total }) => (
        <section key={collection} class={css.group} aria-label={t(`search.in.${collection}`)}>
          <h2>{t(`search.in.${collection}`)}</h2>
          <Hits label={t(`search.in.${collection}`)} hits={hits} />
          {total > hits.length && (
            <a class={css.all} href={addressOf({ q, in: collection })}>
              {t(`search.all.${collection}`, { count: total })}
            </a>
          )}
        </section>
      ))}
    </div>
  );
}

function One({ collection, q, facet, tag }: { collection: Collection; q: string; facet: string; tag: string }) {
  const { drafts } = useWorld();
  const list = useInfiniteQuery({
    queryKey: keys.page(collection, q, facet, tag),
    queryFn: ({ pageParam }) => requests.page(collection, { q, facet, tag, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.pageInfo.nextCursor,
    staleTime: 0,
  });
  const [first] = list.data?.pages ?? [];
  if (list.isPending) return <Skeletons count={4} shape="row" />;
  if (first === undefined) return <Trouble title={t("search.error")} error={list.error} retry={() => void list.refetch()} />;
  const hits = list.data?.pages.flatMap((page) => page.data) ?? [];
  const narrowed = (change: { facet?: string; tag?: string }) => addressOf({ q, in: collection, facet, tag, ...change });
  return (
    <div onClickCapture={() => remember(drafts, q)} data-found={q}>
      <Meant suggestion={first.suggestion} />
      <Facets collection={collection} facets={first.facets} tags={first.tags} facet={facet} tag={tag} addressOf={narrowed} />
      {hits.length === 0 ? <Nothing /> : <p class={css.total}>{t("search.total", { count: first.total })}</p>}
      {hits.length > 0 && <Hits label={t(`search.in.${collection}`)} hits={hits} />}
      {list.hasNextPage && <More loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </div>
  );
}

function Meant({ suggestion }: { suggestion: string | null }) {
  if (suggestion === null) return null;
  return (
    <p class={css.meant}>
      {t("search.meant")}{" "}
      <a href={addressOf({ q: suggestion })} dir="auto">
        {suggestion}
      </a>
      ?
    </p>
  );
}

function Nothing() {
  return (
    <Empty icon={SearchX} title={t("search.none")} hint={t("search.noneHint")}>
      <ButtonLink href="/search">{t("search.go")}</ButtonLink>
    </Empty>
  );
}
