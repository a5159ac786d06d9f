import { useInfiniteQuery } from "@tanstack/preact-query";
import { useTyping } from "@stunity/react";
import { ArrowDown, ArrowUp, MessageCircle } from "lucide-preact";
import { Fragment } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { day } from "../../../kernel/time";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { messaging } from "../messaging";
import { beginsDay, continues, inOrder, readers } from "../model/thread";
import type { Conversation, Message } from "../requests";
import { requests } from "../requests";
import { Bubble } from "./Bubble";
import { Outgoing } from "./Outgoing";
import css from "./Thread.module.css";
import { Write } from "./Write";

interface ThreadProps {
  conversation: Conversation;
  /** The message to which somebody has jumped. */
  at: number | null;
  onShow: (number: number | null) => void;
}

/** What is said in a conversation, from the oldest that is shown to the newest, and a place to write. */
export function Thread({ conversation, at, onShow }: ThreadProps) {
  const world = useWorld();
  const area = messaging(world);
  const thread = useInfiniteQuery(area.thread(conversation.id, at));
  const [answered, setAnswered] = useState<Message | null>(null);
  // Where the reader left off when they came: the line stays there while they read on.
  const [line, setLine] = useState(conversation.firstUnread);
  const end = useRef<HTMLDivElement>(null);
  const shown = inOrder(thread.data?.pages ?? []);
  const newest = shown.at(-1)?.number ?? 0;
  const oldest = shown[0]?.number ?? 0;
  const group = conversation.type === "GROUP";
  const going = world.outbox.all.value.filter(({ kind, target, id }) => kind === "message" && target === conversation.id && !shown.some(({ clientId }) => clientId === id));

  useRead(conversation, at === null ? newest : 0);
  // After the router has put the window where it was: what is read from memory is here before that.
  useEffect(() => {
    const place = at !== null ? at : line !== null && line > oldest ? line : null;
    const element = place === null ? end.current : document.getElementById(`message-${place}`);
    element?.scrollIntoView({ block: place === null ? "end" : "center" });
  }, [at, thread.isPending]);
  useLayoutEffect(() => {
    // Whoever reads further up is not torn away.
    const room = document.documentElement;
    const near = room.scrollHeight - room.scrollTop - room.clientHeight < room.clientHeight / 2;
    if (near && at === null && line === null) end.current?.scrollIntoView({ block: "end" });
  }, [newest, going.length]);

  async function toFirst() {
    if (line !== null && line < oldest) onShow(line);
    else document.getElementById(`message-${line}`)?.scrollIntoView({ block: "center" });
  }

  async function unreadFrom(number: number) {
    await requests.unreadFrom(conversation.id, number).then(() => area.changed(conversation.id), fail);
    setLine(number);
  }

  if (thread.isPending) return <Skeletons count={4} shape="row" />;
  if (thread.data === undefined && thread.error !== null) {
    return <Trouble title={t("thread.error")} error={thread.error} retry={() => void thread.refetch()} />;
  }
  return (
    <>
      {at !== null && (
        <button type="button" class={css.pill} onClick={() => onShow(null)}>
          <ArrowDown size={16} aria-hidden="true" />
          {t("thread.newest")}
        </button>
      )}
      {at === null && line !== null && conversation.unreadCount > 0 && (
        <button type="button" class={css.pill} data-jump onClick={() => void toFirst()}>
          <ArrowUp size={16} aria-hidden="true" />
          {t("thread.first", { count: conversation.unreadCount })}
        </button>
      )}
      {thread.hasNextPage && (
        <More loading={thread.isFetchingNextPage} onMore={() => void thread.fetchNextPage().catch(fail)} />
      )}
      {shown.length === 0 && going.length === 0 && (
        <Empty icon={MessageCircle} title={t("thread.empty")} hint={t("thread.emptyHint")} />
      )}
      <ol class={css.thread} aria-label={t("thread.label")}>
        {shown.map((message, index) => {
          const before = shown[index - 1];
          return (
            <Fragment key={message.id}>
              {beginsDay(message, before) && <li class={css.day}>{day(message.createdAt)}</li>}
              {message.number === line && (
                <li class={css.line} data-new-messages>
                  {t("thread.new")}
                </li>
              )}
              <li class={css.item} id={`message-${message.number}`} data-at={message.number === at}>
                <Bubble
                  message={message}
                  continues={continues(message, before)}
                  group={group}
                  readBy={readers(conversation.participants, world.me.id, message.number)}
                  onAnswer={setAnswered}
                  onUnread={(number) => void unreadFrom(number)}
                  onShow={(number) => (number >= oldest ? document.getElementById(`message-${number}`)?.scrollIntoView({ block: "center" }) : onShow(number))}
                />
              </li>
            </Fragment>
          );
        })}
        {at === null && going.map((row) => (
          <li key={row.id} class={css.item}>
            <Outgoing row={row} />
          </li>
        ))}
      </ol>
      <Typing conversation={conversation} />
      {conversation.canWrite ? (
        <Write
          conversationId={conversation.id}
          answered={answered}
          onAnswered={() => setAnswered(null)}
          onSent={() => {
            setLine(null);
            if (at !== null) onShow(null);
          }}
        />
      ) : (
        <p class={css.closed}>{t("thread.closed")}</p>
      )}
      <div ref={end} class={css.end} />
    </>
  );
}

/** Tell how far somebody has read, while they look at it. */
function useRead(conversation: Conversation, newest: number) {
  const area = messaging(useWorld());
  const told = useRef(0);
  useEffect(() => {
    const look = () => {
      if (document.hidden || newest === 0 || newest <= told.current) return;
      told.current = newest;
      area.readUpTo(conversation, newest).catch(() => void (told.current = 0));
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [newest, conversation.id]);
}

/** Who is writing. It ends by itself where nothing more is heard of them. */
function Typing({ conversation }: { conversation: Conversation }) {
  const { me } = useWorld();
  const { typists } = useTyping(conversation.id);
  const people = [...conversation.participants, ...(conversation.other === null ? [] : [conversation.other])];
  const names = typists.filter((id) => id !== me.id).flatMap((id) => people.find((one) => one.id === id)?.name ?? []);
  return (
    <p class={css.typing} role="status" data-typing={names.length > 0}>
      {names.length > 0 && t("thread.typing", { names: names.join(", "), count: names.length })}
    </p>
  );
}
