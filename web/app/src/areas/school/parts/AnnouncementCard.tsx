import { Check } from "lucide-preact";
import { useId } from "preact/hooks";

import { language } from "../../../kernel/i18n";
import { moment, now } from "../../../kernel/time";
import { fail, toast } from "../../../kernel/toast";
import { t as shared } from "../../../kernel/messages";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { askFirst } from "../../../ui/Dialog";
import { keys } from "../keys";
import { t } from "../messages";
import { type Announcement, requests } from "../requests";
import css from "./Announcement.module.css";

/** One announcement, in the reader's language where the school wrote it in that. */
export function AnnouncementCard({ one }: { one: Announcement }) {
  const world = useWorld();
  const heading = useId();
  const khmer = language.value === "km";
  const act = async (doing: () => Promise<unknown>) => {
    try {
      await doing();
    } catch (error) {
      fail(error);
    }
    world.refetches.request(keys.announcements);
  };
  const takeBack = async () => {
    const question = { title: t("news.sure"), text: t("news.sureText"), confirm: t("news.takeBack"), cancel: shared("app.cancel") };
    if (!(await askFirst(question))) return;
    await act(async () => {
      await requests.takeBack(one.id);
      toast(t("news.gone"));
    });
  };
  return (
    <Card aria-labelledby={heading} data-announcement={one.id}>
      <h2 id={heading} class={css.title} dir="auto">
        {(khmer && one.titleKh) || one.title}
      </h2>
      <Marks one={one} />
      <p class={css.body} dir="auto">
        {(khmer && one.bodyKh) || one.body}
      </p>
      <p class={css.hint}>{t("news.told", { name: one.author.name, when: moment(one.publishedAt ?? one.publishAt) })}</p>
      {one.acknowledgedAt !== null && (
        <p class={css.hint} role="status">
          {t("news.readAt", { when: moment(one.acknowledgedAt) })}
        </p>
      )}
      {one.requiresAck && one.acknowledged !== null && <p class={css.hint}>{t("news.count", { count: one.acknowledged })}</p>}
      <Actions>
        {one.requiresAck && one.acknowledgedAt === null && one.publishedAt !== null && (
          <Button kind="primary" data-read onClick={() => void act(() => requests.acknowledge(one.id))}>
            <Check size={18} aria-hidden="true" />
            {t("news.read")}
          </Button>
        )}
        {world.may("school:manage") && (
          <Button size="small" kind="quiet" data-take-back onClick={() => void takeBack()}>
            {t("news.takeBack")}
          </Button>
        )}
      </Actions>
    </Card>
  );
}

function Marks({ one }: { one: Announcement }) {
  const over = one.expiresAt !== null && Date.parse(one.expiresAt) <= now.value;
  const marks = [
    one.priority === "URGENT" && t("news.urgentMark"),
    one.className !== null && t("news.toClass", { name: one.className }),
    one.publishedAt === null && t("news.plannedMark", { when: moment(one.publishAt) }),
    over && one.expiresAt !== null && t("news.overMark", { when: moment(one.expiresAt) }),
  ].filter((mark) => mark !== false);
  if (marks.length === 0) return null;
  return (
    <ul class={css.marks} data-urgent={one.priority === "URGENT"}>
      {marks.map((mark) => (
        <li key={mark}>{mark}</li>
      ))}
    </ul>
  );
}
