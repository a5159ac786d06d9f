import { useInfiniteQuery } from "@tanstack/preact-query";
import { Ban, Ellipsis, Users } from "lucide-preact";

import { place } from "../../../kernel/router";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { block, hidingItems, mute } from "../../../shared/hiding";
import { relations } from "../../../shared/relations";
import { Button, ButtonLink } from "../../../ui/Button";
import { Menu } from "../../../ui/Menu";
import { Page } from "../../../ui/Page";
import { Avatar, RoleTag } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { Tabs } from "../../../ui/Tabs";
import type { ListName } from "../keys";
import { t } from "../messages";
import { everybody, people } from "../people";
import type { Hidden, Person } from "../requests";

const TABS = ["following", "followers", "hidden"] as const;
type Tab = (typeof TABS)[number];
const ADDRESSES: Record<Tab, string> = {
  following: "/people",
  followers: "/people?list=followers",
  hidden: "/people?list=hidden",
};

/** Whom the reader follows, who follows them, and whom they do not want to see. */
export default function PeoplePage() {
  const wanted = new URLSearchParams(place.value.search).get("list");
  const tab: Tab = TABS.find((one) => one === wanted) ?? "following";
  const tabs = TABS.map((one) => ({ href: ADDRESSES[one], label: t(`people.${one}`), current: one === tab }));
  return (
    <Page title={t("people.title")}>
      <Tabs label={t("people.title")} tabs={tabs} />
      {tab === "hidden" ? <HiddenPeople /> : <Follows key={tab} name={tab} />}
    </Page>
  );
}

function Follows({ name }: { name: ListName }) {
  const list = useInfiniteQuery(people(useWorld()).list(name));
  const all = everybody(list.data?.pages);
  const suffix = name === "following" ? "emptyFollowing" : "emptyFollowers";
  return (
    <>
      <Waiting list={list} />
      {list.data !== undefined && all.length === 0 && (
        <Empty icon={Users} title={t(`people.${suffix}`)} hint={t(`people.${suffix}Hint`)}>
          <ButtonLink href="/">{t("people.toFeed")}</ButtonLink>
        </Empty>
      )}
      {all.length > 0 && (
        <Rows label={t(`people.${name}`)}>
          {all.map((person) => (
            <Line key={person.id} person={person} />
          ))}
        </Rows>
      )}
      <Further list={list} />
    </>
  );
}

function Line({ person }: { person: Person }) {
  const world = useWorld();
  const { id, name } = person;
  const relation = relations(world).of(id);
  const words = { NONE: "people.follow", PENDING: "people.requested", ACCEPTED: "people.followed" } as const;
  const actions = (
    <>
      {world.may("social:follow") && (
        <Button
          size="small"
          aria-pressed={relation !== "NONE"}
          onClick={() => relations(world).follow(id, relation === "NONE").catch(fail)}
        >
          {t(words[relation])} <Whom name={name} />
        </Button>
      )}
      <Menu icon={Ellipsis} label={t("people.menu", { name })} items={() => hidingItems(world, person)} />
    </>
  );
  return (
    <Row picture={<Avatar person={person} />} actions={actions}>
      <b dir="auto">{name}</b>
      <RoleTag role={person.role} />
    </Row>
  );
}

function HiddenPeople() {
  const list = useInfiniteQuery(people(useWorld()).hidden);
  const all = everybody(list.data?.pages);
  return (
    <>
      <Waiting list={list} />
      {list.data !== undefined && all.length === 0 && (
        <Empty icon={Ban} title={t("people.emptyHidden")} hint={t("people.emptyHiddenHint")} />
      )}
      {all.length > 0 && (
        <Rows label={t("people.hidden")}>
          {all.map((person) => (
            <HiddenLine key={person.id} person={person} />
          ))}
        </Rows>
      )}
      <Further list={list} />
    </>
  );
}

function HiddenLine({ person }: { person: Hidden }) {
  const world = useWorld();
  const { name, blocked, muted } = person;
  const state = blocked && muted ? "both" : blocked ? "blocked" : "muted";
  const actions = (
    <>
      {muted && (
        <Button size="small" onClick={() => void mute(world, person, false)}>
          {t("people.unmute")} <Whom name={name} />
        </Button>
      )}
      {blocked && (
        <Button size="small" onClick={() => void block(world, person, false)}>
          {t("people.unblock")} <Whom name={name} />
        </Button>
      )}
    </>
  );
  return (
    <Row picture={<Avatar person={person} />} actions={actions}>
      <b dir="auto">{name}</b>
      <span>{t(`people.is.${state}`)}</span>
    </Row>
  );
}

/** Whom a button is about, for those who do not see whose line it stands in. */
function Whom({ name }: { name: string }) {
  return <span class="visually-hidden">{name}</span>;
}

type List = Pick<
  ReturnType<typeof useInfiniteQuery<unknown>>,
  "isPending" | "data" | "error" | "refetch" | "hasNextPage" | "isFetchingNextPage" | "fetchNextPage"
>;

function Waiting({ list }: { list: List }) {
  if (list.isPending) return <Skeletons count={3} shape="row" />;
  if (list.data !== undefined || list.error === null) return null;
  return <Trouble title={t("people.error")} error={list.error} retry={() => void list.refetch()} />;
}

function Further({ list }: { list: List }) {
  if (!list.hasNextPage) return null;
  return <More loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />;
}
