import { AlarmClock, Bell, Check, CheckCheck, Ellipsis, Flag, MailX, Pencil, Reply, Smile, Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";

import { clock } from "../../../kernel/clock";
import { number } from "../../../kernel/i18n";
import { t as kernel } from "../../../kernel/messages";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { report } from "../../../shared/reporting";
import { Gallery } from "../../../shared/uploads/Gallery";
import { Button } from "../../../ui/Button";
import { askFirst } from "../../../ui/Dialog";
import { Area } from "../../../ui/Field";
import { Menu, type MenuItem } from "../../../ui/Menu";
import { Time } from "../../../ui/Person";
import { isKhmer, linkify } from "../../../ui/text";
import { t } from "../messages";
import { messaging } from "../messaging";
import { type Message, type Participant, requests } from "../requests";
import css from "./Bubble.module.css";

/** What one tap gives; every other emoji comes from the keyboard of others. */
export const EMOJI = ["👍", "❤️", "😂", "🎉", "😮", "😢"] as const;
const REMINDERS = { hour: 1, evening: 4, tomorrow: 24 } as const;

interface BubbleProps {
  message: Message;
  /** Whether it stands below one of the same sender. */
  continues: boolean;
  group: boolean;
  /** The others who have read it. */
  readBy: readonly Participant[];
  onAnswer: (message: Message) => void;
  onUnread: (number: number) => void;
  onShow: (number: number) => void;
}

/** One message with what people did with it. */
export function Bubble({ message, continues, group, readBy, onAnswer, onUnread, onShow }: BubbleProps) {
  const world = useWorld();
  const [editing, setEditing] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const mine = message.sender.id === world.me.id;
  const { content, deleted, replyTo, reactions } = message;

  const put = (changed: Promise<Message>) => changed.then((one) => messaging(world).put(one)).catch(fail);
  const react = (emoji: string, given: boolean) => put(requests.react(message.id, emoji, given ? "REMOVE" : "ADD"));

  async function remove() {
    const sure = await askFirst({
      title: t("message.deleteTitle"),
      text: t("message.deleteText"),
      confirm: t("message.delete"),
      cancel: kernel("app.cancel"),
    });
    if (sure) await requests.deleteMessage(message.id).catch(fail);
  }

  async function remind(hours: number) {
    const at = new Date(clock.now() + hours * 3_600_000).toISOString();
    await requests.remind(message.id, at).then(() => toast(t("message.reminds")), fail);
    put(Promise.resolve({ ...message, remindAt: at }));
  }

  const items = (): MenuItem[] => [
    { icon: Reply, label: t("message.answer"), act: () => onAnswer(message) },
    { icon: Smile, label: t("message.react"), act: () => setChoosing(true) },
    ...(message.canEdit ? [{ icon: Pencil, label: t("message.edit"), act: () => setEditing(true) }] : []),
    ...(mine ? [] : [{ icon: MailX, label: t("message.unread"), act: () => onUnread(message.number) }]),
    { icon: Bell, label: t("message.remind.hour"), act: () => void remind(REMINDERS.hour) },
    { icon: Bell, label: t("message.remind.evening"), act: () => void remind(REMINDERS.evening) },
    { icon: Bell, label: t("message.remind.tomorrow"), act: () => void remind(REMINDERS.tomorrow) },
    ...(message.canDelete ? [{ icon: Trash2, label: t("message.delete"), act: () => void remove(), danger: true }] : []),
    ...(mine ? [] : [{ icon: Flag, label: t("message.report"), act: () => report("MESSAGE", message.id), danger: true }]),
  ];

  return (
    <div class={css.bubble} data-mine={mine} data-continues={continues} data-message={message.id}>
      {!continues && group && !mine && (
        <b class={css.sender} dir="auto">
          {message.sender.name}
        </b>
      )}
      {replyTo !== null && (
        <button type="button" class={css.answered} onClick={() => onShow(replyTo.number)}>
          <b dir="auto">{replyTo.sender.name}</b>
          <span dir="auto">{replyTo.deleted ? t("message.deleted") : replyTo.preview || t("list.files", { count: 1 })}</span>
        </button>
      )}
      {editing ? (
        <Edit message={message} onDone={() => setEditing(false)} />
      ) : (
        <div class={css.line}>
          <p class={css.text} dir="auto" lang={isKhmer(content) ? "km" : undefined} data-deleted={deleted}>
            {deleted ? t("message.deleted") : <Linked text={content} />}
          </p>
          {!deleted && <Menu icon={Ellipsis} label={t("message.menu", { name: message.sender.name })} items={items} />}
        </div>
      )}
      {message.attachments.length > 0 && <Gallery files={message.attachments} />}
      {choosing && (
        <div class={css.emoji} role="group" aria-label={t("message.react")}>
          {EMOJI.map((emoji) => (
            <button
              key={emoji}
              type="button"
              aria-label={t("message.reactWith", { emoji })}
              onClick={() => {
                setChoosing(false);
                void react(emoji, false);
              }}
            >
              {emoji}
            </button>
          ))}
        </div>
      )}
      {reactions.length > 0 && (
        <div class={css.reactions}>
          {reactions.map(({ emoji, count, mine: given }) => (
            <button
              key={emoji}
              type="button"
              aria-pressed={given}
              aria-label={t("message.reacted", { emoji, count })}
              onClick={() => void react(emoji, given)}
            >
              {emoji} {number(count)}
            </button>
          ))}
        </div>
      )}
      <p class={css.foot}>
        <Time iso={message.createdAt} />
        {message.editedAt !== null && !deleted && <span>{t("message.edited")}</span>}
        {message.remindAt !== null && <AlarmClock size={14} role="img" aria-label={t("message.reminds")} />}
        {mine && <State readBy={readBy} group={group} />}
      </p>
    </div>
  );
}

/** Whether a message is with the others, and who has read it. */
function State({ readBy, group }: { readBy: readonly Participant[]; group: boolean }) {
  const Sign = readBy.length === 0 ? Check : CheckCheck;
  const names = readBy.map(({ name }) => name).join(", ");
  const words = readBy.length === 0 ? t("state.sent") : group ? t("state.readBy", { names }) : t("state.read");
  return (
    <span class={css.state} title={words} data-state={readBy.length === 0 ? "sent" : "read"}>
      <Sign size={14} aria-hidden="true" />
      <span>{readBy.length > 1 ? t("state.readCount", { count: readBy.length }) : t(readBy.length === 0 ? "state.sent" : "state.read")}</span>
    </span>
  );
}

function Linked({ text }: { text: string }) {
  return (
    <>
      {linkify(text).map((piece, index) =>
        piece.link ? (
          <a key={index} href={piece.text} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ) : (
          <span key={index}>{piece.text}</span>
        ),
      )}
    </>
  );
}

function Edit({ message, onDone }: { message: Message; onDone: () => void }) {
  const world = useWorld();
  const [text, setText] = useState(message.content);
  async function save(event: Event) {
    event.preventDefault();
    try {
      messaging(world).put(await requests.edit(message.id, text.trim()));
      onDone();
    } catch (error) {
      fail(error);
    }
  }
  return (
    <form class={css.edit} onSubmit={(event) => void save(event)} onKeyDown={(event) => event.key === "Escape" && onDone()}>
      <Area label={t("message.edit")} rows={1} size="small" value={text} onText={setText} autofocus />
      <Button type="submit" size="small" kind="primary" disabled={text.trim() === ""}>
        {kernel("app.save")}
      </Button>
      <Button size="small" kind="quiet" onClick={onDone}>
        {kernel("app.cancel")}
      </Button>
    </form>
  );
}
