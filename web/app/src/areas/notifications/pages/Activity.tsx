import { useQuery } from "@tanstack/preact-query";
import { useEvent } from "@stunity/react";
import { ClipboardList, FileText, type LucideIcon, MessageCircle, MessagesSquare, Radio } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";

import { t as shared } from "../../../kernel/messages";
import { announce } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { ButtonLink } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Time } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { activityQuery, followActivity } from "../activity";
import { t } from "../messages";
import { placeOfActivity, sentence } from "../model/places";
import type { Activity } from "../requests";
import css from "./Activity.module.css";

/** "3 new" stands this long after the last arrival. */
const FRESH = 3000;

const ICONS: Record<Activity["entityType"], LucideIcon> = {
  post: FileText,
  quiz: ClipboardList,
  live_game: Radio,
  board: MessagesSquare,
};

/** What happened in the school lately, as it happens. */
export default function ActivityPage() {
  followActivity(useWorld());
  const { data, error, isPending, refetch } = useQuery(activityQuery);
  const fresh = useFresh();
  return (
    <Page
      title={t("activity.title")}
      lead={fresh > 0 ? t("activity.fresh", { count: fresh }) : t("activity.lead")}
      back={{ href: "/classroom", label: shared("nav.classroom") }}
    >
      {isPending && <Skeletons count={4} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("activity.error")} error={error} retry={() => void refetch()} />
      )}
      {data?.data.length === 0 && (
        <Empty icon={Radio} title={t("activity.none")} hint={t("activity.noneHint")}>
          <ButtonLink href="/">{shared("nav.home")}</ButtonLink>
        </Empty>
      )}
      {data !== undefined && data.data.length > 0 && (
        <Rows label={t("activity.title")}>
          {data.data.map((one) => (
            <Line key={one.id} activity={one} />
          ))}
        </Rows>
      )}
    </Page>
  );
}

function Line({ activity }: { activity: Activity }) {
  const Kind = activity.action === "commented" ? MessageCircle : ICONS[activity.entityType];
  const picture = (
    <span class={css.kind} data-type={activity.entityType} aria-hidden="true">
      <Kind size={20} />
    </span>
  );
  return (
    <Row picture={picture} href={placeOfActivity(activity)}>
      <span dir="auto">{sentence(activity)}</span>
      <Time iso={activity.createdAt} />
    </Row>
  );
}

/** How many arrived just now, until the reader has had time to see them. */
function useFresh(): number {
  const [fresh, setFresh] = useState(0);
  useEvent("activity:new", () => setFresh((before) => before + 1));
  useEffect(() => {
    if (fresh === 0) return;
    announce(t("activity.fresh", { count: fresh }));
    const timer = setTimeout(() => setFresh(0), FRESH);
    return () => clearTimeout(timer);
  }, [fresh]);
  return fresh;
}
