import type { useInfiniteQuery } from "@tanstack/preact-query";
import { Ellipsis } from "lucide-preact";

import { href } from "../../../kernel/router";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { hidingItems } from "../../../shared/hiding";
import { relations } from "../../../shared/relations";
import { Button } from "../../../ui/Button";
import { Menu } from "../../../ui/Menu";
import { Avatar, RoleTag } from "../../../ui/Person";
import { Row } from "../../../ui/Rows";
import { More, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import type { Person } from "../requests";
import css from "./Lists.module.css";

/** What a button says about how the reader stands to somebody. */
export const FOLLOW_WORDS = { NONE: "people.follow", PENDING: "people.requested", ACCEPTED: "people.followed" } as const;

/** Follows somebody, or no longer. */
export function Follow({ person: { id, name } }: { person: Pick<Person, "id" | "name"> }) {
  const known = relations(useWorld());
  const relation = known.of(id);
  return (
    <Button
      size="small"
      aria-pressed={relation !== "NONE"}
      onClick={() => known.follow(id, relation === "NONE").catch(fail)}
    >
      {t(FOLLOW_WORDS[relation])} <Whom name={name} />
    </Button>
  );
}

/** Somebody in a list, with what one can do. */
export function Line({ person }: { person: Person }) {
  const world = useWorld();
  const { id, name } = person;
  const actions = id !== world.me.id && (
    <>
      {world.may("social:follow") && <Follow person={person} />}
      <Menu icon={Ellipsis} label={t("people.menu", { name })} items={() => hidingItems(world, person)} />
    </>
  );
  return (
    <Row picture={<Avatar person={person} />} actions={actions}>
      <PersonLink person={person} />
      <RoleTag role={person.role} />
    </Row>
  );
}

/** The name of somebody, which leads to their page. */
export function PersonLink({ person: { id, name } }: { person: { id: string; name: string } }) {
  return (
    <a class={css.person} href={href("/people/:id", { id })} dir="auto">
      <b>{name}</b>
    </a>
  );
}

/** Whom a button is about, for those who do not see whose line it stands in. */
export function Whom({ name }: { name: string }) {
  return <span class="visually-hidden">{name}</span>;
}

type List = Pick<
  ReturnType<typeof useInfiniteQuery<unknown>>,
  "isPending" | "data" | "error" | "refetch" | "hasNextPage" | "isFetchingNextPage" | "fetchNextPage"
>;

export function Waiting({ list }: { list: List }) {
  if (list.isPending) return <Skeletons count={3} shape="row" />;
  if (list.data !== undefined || list.error === null) return null;
  return <Trouble title={t("people.error")} error={list.error} retry={() => void list.refetch()} />;
}

export function Further({ list }: { list: List }) {
  if (!list.hasNextPage) return null;
  return <More loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />;
}
