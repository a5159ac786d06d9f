import { useInfiniteQuery } from "@tanstack/preact-query";
import { Megaphone, Plus } from "lucide-preact";
import { useState } from "preact/hooks";

import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { AnnouncementCard } from "../parts/AnnouncementCard";
import { NewAnnouncement } from "../parts/NewAnnouncement";
import { announcementsQuery, school } from "../school";

/** What the school tells, newest first; who runs the school tells it here. */
export default function AnnouncementsPage() {
  const world = useWorld();
  school(world);
  const [writing, setWriting] = useState(false);
  const list = useInfiniteQuery(announcementsQuery);
  const all = list.data?.pages.flatMap((page) => page.data) ?? [];
  const action = world.may("school:manage") && !writing && (
    <Button kind="primary" onClick={() => setWriting(true)} data-new-announcement>
      <Plus size={18} aria-hidden="true" />
      {t("news.new")}
    </Button>
  );
  return (
    <Page title={t("news.title")} lead={t("news.lead")} action={action}>
      {writing && <NewAnnouncement onClose={() => setWriting(false)} />}
      {list.isPending && <Skeletons count={2} shape="post" />}
      {list.data === undefined && list.error !== null && (
        <Trouble title={t("news.error")} error={list.error} retry={() => void list.refetch()} />
      )}
      {list.data !== undefined && all.length === 0 && (
        <Empty icon={Megaphone} title={t("news.none")} hint={t("news.noneHint")} />
      )}
      {all.map((one) => (
        <AnnouncementCard key={one.id} one={one} />
      ))}
      {list.hasNextPage && (
        <More loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage().catch(fail)} />
      )}
    </Page>
  );
}
