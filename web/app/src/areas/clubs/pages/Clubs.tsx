import { useInfiniteQuery } from "@tanstack/preact-query";
import { Plus, UsersRound } from "lucide-preact";
import { useState } from "preact/hooks";

import { href, place } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { CardLink, Chip } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { Tabs } from "../../../ui/Tabs";
import { clubs } from "../clubs";
import { t } from "../messages";
import { Cover } from "../parts/Cover";
import { ClubForm } from "../parts/ClubForm";
import type { Club } from "../requests";
import css from "./Clubs.module.css";

/** The clubs that the reader may know of. */
export default function ClubsPage() {
  const world = useWorld();
  const [creating, setCreating] = useState(false);
  const mine = new URLSearchParams(place.value.search).get("list") === "mine";
  const list = useInfiniteQuery(clubs(world).list(mine));
  const all = list.data?.pages.flatMap(({ data }) => data) ?? [];
  const action = world.may("clubs:create") && !creating && (
    <Button kind="primary" onClick={() => setCreating(true)} data-new-club>
      <Plus size={18} aria-hidden="true" />
      {t("clubs.new")}
    </Button>
  );
  const tabs = [
    { href: "/clubs", label: t("clubs.all"), current: !mine },
    { href: "/clubs?list=mine", label: t("clubs.mine"), current: mine },
  ];
  return (
    <Page title={t("clubs.title")} lead={t("clubs.lead")} action={action}>
      <Tabs label={t("clubs.title")} tabs={tabs} />
      {creating && <ClubForm onDone={() => setCreating(false)} />}
      {list.isPending && <Skeletons count={3} shape="row" />}
      {list.data === undefined && list.error !== null && (
        <Trouble title={t("clubs.error")} error={list.error} retry={() => void list.refetch()} />
      )}
      {list.data !== undefined && all.length === 0 && (
        <Empty icon={UsersRound} title={t("clubs.none")} hint={t("clubs.noneHint")} />
      )}
      <ul class={css.list} aria-label={t("clubs.title")} aria-busy={list.isPending}>
        {all.map((club) => (
          <li key={club.id}>
            <Summary club={club} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && <More loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </Page>
  );
}

function Summary({ club: { id, name, mode, status, membersCount, description, cover } }: { club: Club }) {
  return (
    <CardLink href={href("/clubs/:id", { id })}>
      {cover !== null && <Cover cover={cover} small />}
      <span class={css.title}>
        <b dir="auto">{name}</b>
        {mode !== "PUBLIC" && <Chip kind="calm">{t(`clubs.mode.${mode}`)}</Chip>}
        {status !== null && status !== "REMOVED" && <Chip kind="accent">{t(`clubs.status.${status}`)}</Chip>}
      </span>
      {description !== "" && (
        <span class={css.about} dir="auto">
          {description}
        </span>
      )}
      <span class={css.hint}>{t("clubs.members", { count: membersCount })}</span>
    </CardLink>
  );
}
