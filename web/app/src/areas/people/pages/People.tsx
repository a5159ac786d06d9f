import { useInfiniteQuery } from "@tanstack/preact-query";
import { Ban, Users } from "lucide-preact";

import { href, place } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { block, mute } from "../../../shared/hiding";
import { Button, ButtonLink } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Avatar } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { Empty } from "../../../ui/States";
import { Tabs } from "../../../ui/Tabs";
import type { ListName } from "../keys";
import { t } from "../messages";
import { FollowRequests } from "../parts/FollowRequests";
import { Further, Line, Waiting, Whom } from "../parts/Lists";
import { Suggestions } from "../parts/Suggestions";
import { Online } from "../parts/There";
import { everybody, people } from "../people";
import type { Hidden } from "../requests";

const TABS = ["following", "followers", "suggested", "requests", "hidden"] as const;
type Tab = (typeof TABS)[number];
const ADDRESSES: Record<Tab, string> = {
  following: "/people",
  followers: "/people?list=followers",
  suggested: "/people?list=suggested",
  requests: "/people?list=requests",
  hidden: "/people?list=hidden",
};

/** Whom the reader follows, who follows them, and whom they do not want to see. */
export default function PeoplePage() {
  const wanted = new URLSearchParams(place.value.search).get("list");
  const tab: Tab = TABS.find((one) => one === wanted) ?? "following";
  const may = useWorld().may("social:follow");
  const tabs = TABS.filter((one) => one !== "suggested" || may).map((one) => ({ href: ADDRESSES[one], label: t(`people.${one}`), current: one === tab }));
  return (
    <Page title={t("people.title")} lead={<Online />} action={<OwnPage />}>
      <Tabs label={t("people.title")} tabs={tabs} />
      {tab === "hidden" && <HiddenPeople />}
      {tab === "suggested" && <Suggestions />}
      {tab === "requests" && <FollowRequests />}
      {(tab === "following" || tab === "followers") && <Follows key={tab} name={tab} />}
    </Page>
  );
}

function OwnPage() {
  const world = useWorld();
  return (
    <Actions>
      {world.may("search:read") && <ButtonLink href="/search">{t("people.search")}</ButtonLink>}
      <ButtonLink href={href("/people/:id", { id: world.me.id })}>{t("people.own")}</ButtonLink>
    </Actions>
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
