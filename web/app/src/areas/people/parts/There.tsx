import { useQuery } from "@tanstack/preact-query";
import { useStream } from "@stunity/react";

import { number } from "../../../kernel/i18n";
import { ago } from "../../../kernel/time";
import { useWorld } from "../../../kernel/world";
import { Chip } from "../../../ui/Card";
import { t } from "../messages";
import { people } from "../people";

/** Whether somebody is there, as far as they show it; nothing while it is not known. */
export function There({ id }: { id: string }) {
  const world = useWorld();
  useStream(`presence:${world.me.tenant.id}`);
  const { data } = useQuery(people(world).presence(id));
  if (data?.online === true) return <Chip kind="live">{t("people.online")}</Chip>;
  if (data === undefined || data.lastSeenAt === null) return null;
  return <Chip kind="calm">{t("people.lastSeen", { ago: ago(data.lastSeenAt) })}</Chip>;
}

/** How many of the school are there. */
export function Online() {
  const world = useWorld();
  useStream(`presence:${world.me.tenant.id}`);
  const { data } = useQuery(people(world).online);
  if (data === undefined || data.online === 0) return null;
  return <>{t("people.onlineCount", { count: data.online, shown: number(data.online) })}</>;
}
