import { useInfiniteQuery } from "@tanstack/preact-query";
import { AlarmClock, AtSign, Bell, Check, ClipboardCheck, ClipboardList, Download, Flag, GraduationCap, Heart, HelpCircle, type LucideIcon, Megaphone, MessageCircle, Settings, Share2, UserCheck, UserPlus, Users, UsersRound, X } from "lucide-preact";

import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button, ButtonLink, IconButton, IconLink } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Avatar, Time } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { placeOf } from "../model/places";
import { listed, notifications } from "../notifications";
import type { Notification } from "../requests";
import css from "./Notifications.module.css";

const ICONS: Partial<Record<Notification["type"], LucideIcon>> = {
  POST_LIKE: Heart,
  POST_REACTION: Heart,
  POST_SHARE: Share2,
  COMMENT_LIKE: Heart,
  MENTION: AtSign,
  POST_COMMENT: MessageCircle,
  COMMENT_REPLY: MessageCircle,
  NEW_FOLLOWER: Users,
  FOLLOW_REQUEST: UserPlus,
  FOLLOW_ACCEPTED: UserCheck,
  QUESTION_ANSWERED: HelpCircle,
  COURSE_ADDED: GraduationCap,
  COURSE_JOINED: UserPlus,
  COURSE_UPDATE: Megaphone,
  ASSIGNMENT_CREATED: ClipboardList,
  ASSIGNMENT_DUE: AlarmClock,
  ASSIGNMENT_MISSING: AlarmClock,
  ASSIGNMENT_GRADED: ClipboardCheck,
  CHILD_GRADED: ClipboardCheck,
  CHILD_MISSING: AlarmClock,
  SUBMISSION_RECEIVED: ClipboardList,
  WORK_COMMENT: MessageCircle,
  WORK_QUESTION: MessageCircle,
  CLUB_REQUEST: UsersRound,
  CLUB_INVITATION: UsersRound,
  CLUB_JOINED: UsersRound,
  ANNOUNCEMENT: Megaphone,
  EXPORT_READY: Download,
  MODERATION: Flag,
  POST_REMOVED: Flag,
  CONTENT_REMOVED: Flag,
  WARNING: Flag,
  REPORT_REVIEWED: Flag,
  APPEAL_DECIDED: Flag,
  MESSAGE_RECEIVED: MessageCircle,
  MESSAGE_REMINDER: AlarmClock,
};

/** What the server tells of these is the title of an assignment. */
const ABOUT_WORK: ReadonlySet<Notification["type"]> = new Set(["ASSIGNMENT_CREATED", "ASSIGNMENT_MISSING", "CHILD_MISSING", "CHILD_GRADED"]);

/** What concerns the reader, newest first. */
export default function NotificationsPage() {
  const area = notifications(useWorld());
  const list = useInfiniteQuery(area.query);
  const items = listed(list.data);
  const readAll = items.some(({ read }) => !read) && (
    <Button kind="quiet" size="small" onClick={() => area.markAllRead().catch(fail)}>
      <Check size={18} aria-hidden="true" />
      {t("notifications.readAll")}
    </Button>
  );
  const action = (
    <>
      {readAll}
      <IconLink icon={Settings} label={t("notifications.ways")} href="/settings/notifications" />
    </>
  );
  return (
    <Page title={t("notifications.title")} action={action}>
      {list.isPending && <Skeletons count={4} shape="row" />}
      {list.data === undefined && list.error !== null && (
        <Trouble title={t("notifications.error")} error={list.error} retry={() => void list.refetch()} />
      )}
      {list.data !== undefined && items.length === 0 && (
        <Empty icon={Bell} title={t("notifications.empty")} hint={t("notifications.emptyHint")}>
          <ButtonLink href="/">{t("notifications.toFeed")}</ButtonLink>
        </Empty>
      )}
      {items.length > 0 && (
        <Rows label={t("notifications.title")}>
          {items.map((item) => (
            <Item
              key={item.id}
              item={item}
              onOpen={() => area.markRead(item).catch(fail)}
              onRemove={() => void area.remove(item).catch(fail)}
            />
          ))}
        </Rows>
      )}
      {list.hasNextPage && (
        <More loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage().catch(fail)} />
      )}
    </Page>
  );
}

function Item({ item, onOpen, onRemove }: { item: Notification; onOpen: () => void; onRemove: () => void }) {
  const actor = item.actor ?? { id: item.id, name: t("notifications.somebody"), avatar: null };
  const Kind = ICONS[item.type] ?? Bell;
  const picture = (
    <span class={css.picture}>
      <Avatar person={actor} />
      <span class={css.kind} data-type={item.type} aria-hidden="true">
        <Kind size={12} />
      </span>
    </span>
  );
  const mark = !item.read && (
    <span class={css.dot}>
      <span class="visually-hidden">{t("notifications.unread")}</span>
    </span>
  );
  return (
    <Row picture={picture} actions={mark} aside={<IconButton icon={X} label={t("notifications.remove")} onClick={onRemove} />} href={placeOf(item) ?? "/notifications"} onOpen={onOpen} unread={!item.read}>
      <span dir="auto">{sentence(item)}</span>
      <Time iso={item.updatedAt} />
    </Row>
  );
}

function sentence({ type, actor, groupCount, message, title }: Notification): string {
  const key = `notifications.${type}`;
  // A kind that this page does not know, or that brings its own words, is told as the server does.
  if (ABOUT_WORK.has(type) && t.has(key)) return t(key, { title: message });
  if (actor === null || !t.has(key)) return message || title;
  return t(key, { name: actor.name, count: groupCount });
}
