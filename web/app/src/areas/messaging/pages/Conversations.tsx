import { useInfiniteQuery } from "@tanstack/preact-query";
import { BellOff, MessagesSquare, SquarePen } from "lucide-preact";
import { useState } from "preact/hooks";

import { number } from "../../../kernel/i18n";
import { href } from "../../../kernel/router";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { ButtonLink } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Avatar, Time } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { messaging } from "../messaging";
import { nameOf } from "../model/thread";
import { GroupPicture } from "../parts/GroupPicture";
import type { Conversation } from "../requests";
import css from "./Conversations.module.css";

/** The conversations of the reader; where something was said last comes first. */
export default function ConversationsPage() {
  const world = useWorld();
  const [wanted, setWanted] = useState("");
  const q = wanted.trim();
  const list = useInfiniteQuery(messaging(world).list(q));
  const items = list.data?.pages.flatMap(({ data }) => data) ?? [];
  const begin = world.may("messages:send") && (
    <ButtonLink kind="primary" size="small" href="/messages/new">
      <SquarePen size={18} aria-hidden="true" />
      {t("list.new")}
    </ButtonLink>
  );
  return (
    <Page title={t("list.title")} action={begin}>
      <input
        type="search"
        class={css.find}
        aria-label={t("list.find")}
        placeholder={t("list.find")}
        maxLength={80}
        value={wanted}
        onInput={(event) => setWanted(event.currentTarget.value)}
      />
      {list.isPending && <Skeletons count={4} shape="row" />}
      {list.data === undefined && list.error !== null && (
        <Trouble title={t("list.error")} error={list.error} retry={() => void list.refetch()} />
      )}
      {list.data !== undefined && items.length === 0 && (
        <Empty
          icon={MessagesSquare}
          title={t(q === "" ? "list.empty" : "list.none")}
          hint={t(q === "" ? "list.emptyHint" : "list.noneHint")}
        >
          {q === "" && world.may("messages:send") && <ButtonLink href="/messages/new">{t("list.new")}</ButtonLink>}
        </Empty>
      )}
      {items.length > 0 && (
        <Rows label={t("list.title")}>
          {items.map((one) => (
            <Item key={one.id} one={one} me={world.me.id} />
          ))}
        </Rows>
      )}
      {list.hasNextPage && (
        <More loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage().catch(fail)} />
      )}
    </Page>
  );
}

function Item({ one, me }: { one: Conversation; me: string }) {
  const name = nameOf(one, me);
  const unread = one.unreadCount > 0;
  const count = one.unreadCount > 99 ? `${number(99)}+` : number(one.unreadCount);
  const picture = one.other === null ? <GroupPicture name={name} id={one.id} /> : <Avatar person={one.other} />;
  const mark = (
    <span class={css.marks}>
      {one.latestAt !== null && <Time iso={one.lastMessage?.createdAt ?? one.latestAt} />}
      {one.muted && <BellOff size={16} role="img" aria-label={t("list.muted")} />}
      {unread && (
        <span class={css.count} data-unread={one.unreadCount}>
          <span aria-hidden="true">{count}</span>
          <span class="visually-hidden">{t("list.unread", { count: one.unreadCount })}</span>
        </span>
      )}
    </span>
  );
  return (
    <Row picture={picture} actions={mark} href={href("/messages/:id", { id: one.id })} unread={unread}>
      <b class={css.name} dir="auto">
        {name}
      </b>
      <span class={css.last} dir="auto">
        {last(one, me)}
      </span>
    </Row>
  );
}

/** One line of what was said last. */
function last({ lastMessage, type }: Conversation, me: string): string {
  if (lastMessage === null) return t("list.nothing");
  const { deleted, preview, attachments, sender } = lastMessage;
  const text = deleted ? t("message.deleted") : preview || t("list.files", { count: attachments });
  if (sender.id === me) return t("list.you", { text });
  return type === "GROUP" ? t("list.said", { name: sender.name, text }) : text;
}
