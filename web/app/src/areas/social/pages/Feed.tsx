import { useQuery } from "@tanstack/preact-query";
import { ArrowUp, Leaf } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { date } from "../../../kernel/i18n";
import { navigate, place } from "../../../kernel/router";
import { now } from "../../../kernel/time";
import { announce } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Page } from "../../../ui/Page";
import { later } from "../../../ui/later";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { Tabs } from "../../../ui/Tabs";
import type { FeedMode } from "../keys";
import { t } from "../messages";
import { Composer } from "../parts/Composer";
import { PostCard } from "../parts/PostCard";
import { social } from "../social";
import css from "./Feed.module.css";
import { onFeedKey, useAtTop, useNearEnd } from "./feedHooks";

const WaitingTexts = later(() => import("../../../ui/Waiting").then((module) => module.WaitingTexts));
const Chosen = later(() => import("../parts/Chosen").then((module) => module.Chosen));

/** So many posts are on the screen first; a slow phone draws the others a moment later. */
const FEW = 4;
let begun = false;

type Mode = FeedMode | "for_you";
const ADDRESSES: Record<Mode, string> = {
  for_you: "/?feed=for_you",
  latest: "/",
  following: "/?feed=following",
};
const MODES: readonly Mode[] = ["for_you", "latest", "following"];

/** What the school says: newest first, or what is chosen for its reader. */
export default function FeedPage() {
  const world = useWorld();
  const wanted = new URLSearchParams(place.value.search).get("feed");
  // Where nothing is chosen for anybody, that would be the newest under another name.
  const modes = MODES.filter((one) => one !== "for_you" || world.has("feed.for_you"));
  const mode = modes.find((one) => one === wanted) ?? "latest";
  const waiting = world.outbox.all.value.filter(({ kind }) => kind === "post");
  const tabs = modes.map((one) => ({
    href: ADDRESSES[one],
    label: t(`feed.${one}`),
    current: one === mode,
  }));
  return (
    <Page title={t("feed.title")} heading={t(`feed.greeting.${partOfDay()}`, { name: world.me.firstName })} lead={<Today />}>
      {world.may("posts:create") && (
        <Composer onPublished={() => void navigate(ADDRESSES.latest)} />
      )}
      {waiting.length > 0 && <WaitingTexts outbox={world.outbox} rows={waiting} />}
      <Tabs label={t("feed.title")} tabs={tabs} />
      {mode === "for_you" ? (
        <Chosen waiting={<Skeletons count={3} shape="post" />} />
      ) : (
        <List key={mode} mode={mode} />
      )}
    </Page>
  );
}

function partOfDay(): "morning" | "afternoon" | "evening" {
  const hour = new Date(now.value).getHours();
  if (hour < 12) return "morning";
  return hour < 18 ? "afternoon" : "evening";
}

function Today() {
  const day = new Date(now.value);
  return <time dateTime={day.toISOString()}>{date(day, { weekday: "long", day: "numeric", month: "long" })}</time>;
}

function List({ mode }: { mode: FeedMode }) {
  const world = useWorld();
  const area = social(world);
  const feed = area.feeds[mode];
  const { data: list, error, isPending, isFetching, refetch } = useQuery(feed.query);
  const posts = useRef<HTMLDivElement>(null);
  const foot = useRef<HTMLDivElement>(null);
  const shown = useRef<ReadonlySet<string> | null>(null);
  const ids = list?.ids ?? [];
  const [whole, setWhole] = useState(begun);
  const waiting = list?.waiting.length ?? 0;
  const more = feed.more.value;

  const newest = ids[0];
  useEffect(() => {
    if (newest !== undefined) setWhole((begun = true));
  }, [newest]);
  /** Whoever has the newest post before them has read what is older. */
  function look() {
    if (mode !== "latest" || newest === undefined || !feed.atTop || document.visibilityState !== "visible") return;
    void area.mark.saw(newest).catch(reportError);
  }
  useAtTop((atTop) => {
    feed.atTop = atTop;
    look();
  });
  const drawn = whole ? ids : ids.slice(0, FEW);
  useNearEnd(foot, drawn.length, () => whole && void feed.loadMore());
  useEffect(() => area.watch(ids), [list?.ids]);
  useEffect(() => {
    if (waiting > 0) announce(t("feed.new", { count: waiting }));
  }, [waiting]);

  useEffect(() => {
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [newest, mode]);
  const readFrom = mode === "latest" ? area.mark.boundary(ids) : null;

  // Only what comes while somebody looks appears with a movement.
  const before = shown.current;
  useEffect(() => void (shown.current = new Set(ids)), [list?.ids]);

  function showWaiting() {
    feed.showWaiting();
    window.scrollTo({ top: 0 });
    requestAnimationFrame(() => {
      posts.current?.querySelector("article")?.focus({ preventScroll: true });
    });
  }

  const suffix = mode === "following" ? "Following" : "";
  return (
    <div class={css.panel}>
      {waiting > 0 && (
        <button type="button" class={css.pill} onClick={showWaiting} data-waiting={waiting}>
          <ArrowUp size={18} aria-hidden="true" />
          {t("feed.new", { count: waiting })}
        </button>
      )}
      {isPending && <Skeletons count={3} shape="post" />}
      {list === undefined && error !== null && (
        <Trouble title={t("feed.error")} error={error} retry={() => void refetch()} />
      )}
      {list !== undefined && ids.length === 0 && (
        <Empty
          icon={Leaf}
          title={t(`feed.empty${suffix}`)}
          hint={t(`feed.empty${suffix}Hint`)}
        />
      )}
      <div
        ref={posts}
        role="feed"
        aria-label={t("feed.title")}
        aria-busy={isFetching || more.loading}
        onKeyDown={onFeedKey}
      >
        {drawn.map((id, index) => (
          <PostCard
            key={id}
            id={id}
            readFrom={id === readFrom}
            fresh={before !== null && !before.has(id) && index === 0}
            position={{ at: index + 1, of: list?.hasMore ? -1 : ids.length }}
          />
        ))}
      </div>
      <div ref={foot} class={css.foot}>
        {more.error !== null && (
          <Trouble title={t("feed.error")} error={more.error} retry={() => void feed.loadMore()} />
        )}
        {more.error === null && list?.hasMore && (
          <More loading={more.loading} onMore={() => void feed.loadMore()} />
        )}
        {list?.hasMore === false && ids.length > 5 && <p class={css.end}>{t("feed.end")}</p>}
      </div>
    </div>
  );
}
