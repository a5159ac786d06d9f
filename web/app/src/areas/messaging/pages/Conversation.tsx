import { useQuery } from "@tanstack/preact-query";
import { Bell, BellOff, Ellipsis, LogOut, MessageCircleOff, Search, Users } from "lucide-preact";
import { useState } from "preact/hooks";

import { isGone } from "../../../kernel/errors";
import { t as kernel } from "../../../kernel/messages";
import { type PageProps, href, navigate, place } from "../../../kernel/router";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { askFirst } from "../../../ui/Dialog";
import { later } from "../../../ui/later";
import { Menu, type MenuItem } from "../../../ui/Menu";
import { Page } from "../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { messaging } from "../messaging";
import { nameOf } from "../model/thread";
import { Thread } from "../parts/Thread";
import { type Conversation, requests } from "../requests";

const Find = later(() => import("../parts/Find").then((module) => module.Find));
const GroupDialog = later(() => import("../parts/GroupDialog").then((module) => module.GroupDialog));

const back = () => ({ href: "/messages", label: t("list.title") });

/** One conversation. `?at=` is the number of the message to which a link leads. */
export default function ConversationPage({ params: { id } }: PageProps<"/messages/:id">) {
  const { data, error, isPending, refetch } = useQuery(messaging(useWorld()).one(id));
  if (data !== undefined) return <Loaded key={id} one={data} />;
  return (
    <Page title={t("thread.title")} back={back()}>
      {isPending && <Skeletons count={4} shape="row" />}
      {error !== null && isGone(error) && (
        <Empty icon={MessageCircleOff} title={t("thread.gone")} hint={t("thread.goneHint")} />
      )}
      {error !== null && !isGone(error) && (
        <Trouble title={t("thread.error")} error={error} retry={() => void refetch()} />
      )}
    </Page>
  );
}

function Loaded({ one }: { one: Conversation }) {
  const world = useWorld();
  const [finding, setFinding] = useState(false);
  const [people, setPeople] = useState(false);
  const wanted = Number(new URLSearchParams(place.value.search).get("at") ?? "");
  const at = Number.isInteger(wanted) && wanted > 0 ? wanted : null;
  const name = nameOf(one, world.me.id);

  function show(number: number | null) {
    const address = href("/messages/:id", { id: one.id });
    void navigate(number === null ? address : `${address}?at=${number}`, { replace: true });
  }

  async function mute() {
    try {
      await requests.mute(one.id, !one.muted);
      toast(t(one.muted ? "thread.loud" : "thread.quiet"));
      messaging(world).changed(one.id);
      world.refetches.request(keys.unread);
    } catch (error) {
      fail(error);
    }
  }

  async function leave() {
    const sure = await askFirst({
      title: t("group.leaveTitle"),
      text: t("group.leaveText"),
      confirm: t("group.leave"),
      cancel: kernel("app.cancel"),
    });
    if (!sure) return;
    try {
      await requests.remove(one.id, world.me.id);
      world.refetches.request(keys.lists);
      await navigate("/messages", { replace: true });
    } catch (error) {
      fail(error);
    }
  }

  const items = (): MenuItem[] => [
    { icon: Search, label: t("thread.find"), act: () => setFinding(true) },
    { icon: one.muted ? Bell : BellOff, label: t(one.muted ? "thread.unmute" : "thread.mute"), act: () => void mute() },
    ...(one.type === "GROUP"
      ? [
          { icon: Users, label: t("group.people"), act: () => setPeople(true) },
          { icon: LogOut, label: t("group.leave"), act: () => void leave(), danger: true },
        ]
      : []),
  ];
  const lead = one.type === "GROUP" ? t("group.count", { count: one.participantsCount }) : undefined;
  return (
    <Page title={name} back={back()} lead={lead} action={<Menu icon={Ellipsis} label={t("thread.menu")} items={items} />}>
      {finding && <Find conversationId={one.id} onShow={show} onClose={() => setFinding(false)} />}
      <Thread key={at ?? "newest"} conversation={one} at={at} onShow={show} />
      {people && <GroupDialog one={one} onClose={() => setPeople(false)} />}
    </Page>
  );
}
