import { useActivity } from "@stunity/react";
import { ClipboardList, FileText, GraduationCap, type LucideIcon, MessageCircle, MessagesSquare, Radio, UsersRound } from "lucide-preact";
import { useEffect } from "preact/hooks";

import { t as shared } from "../../../kernel/messages";
import { announce } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { ButtonLink } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Time } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { placeOfActivity, sentence } from "../model/places";
import type { Activity } from "../requests";
import css from "./Activity.module.css";

const ICONS: Record<Activity["entityType"], LucideIcon> = {
  post: FileText,
  quiz: ClipboardList,
  live_game: Radio,
  board: MessagesSquare,
  course: GraduationCap,
  club: UsersRound,
};

/** What happened in the school lately, as it happens. */
export default function ActivityPage() {
  const { items, fresh, loading, error, retry } = useActivity();
  const waits = loading && items.length === 0;
  useEffect(() => {
    if (fresh > 0) announce(t("activity.fresh", { count: fresh }));
  }, [fresh]);
  return (
    <Page
      title={t("activity.title")}
      lead={fresh > 0 ? t("activity.fresh", { count: fresh }) : t("activity.lead")}
      back={{ href: "/classroom", label: shared("nav.classroom") }}
    >
      {waits && <Skeletons count={4} shape="row" />}
      {!loading && error !== null && items.length === 0 && (
        <Trouble title={t("activity.error")} error={error} retry={() => void retry()} />
      )}
      {!loading && error === null && items.length === 0 && (
        <Empty icon={Radio} title={t("activity.none")} hint={t("activity.noneHint")}>
          <ButtonLink href="/">{shared("nav.home")}</ButtonLink>
        </Empty>
      )}
      {items.length > 0 && (
        <Rows label={t("activity.title")}>
          {items.map((one) => (
            <Line key={one.id} activity={one as Activity} />
          ))}
        </Rows>
      )}
    </Page>
  );
}

function Line({ activity }: { activity: Activity }) {
  const world = useWorld();
  const Kind = activity.action === "commented" ? MessageCircle : ICONS[activity.entityType];
  const picture = (
    <span class={css.kind} data-type={activity.entityType} aria-hidden="true">
      <Kind size={20} />
    </span>
  );
  return (
    <Row picture={picture} href={placeOfActivity(activity, (permission) => world.may(permission)) ?? undefined}>
      <span dir="auto">{sentence(activity)}</span>
      <Time iso={activity.createdAt} />
    </Row>
  );
}
