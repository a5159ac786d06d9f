import { useInfiniteQuery } from "@tanstack/preact-query";

import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { relations } from "../../../shared/relations";
import { LinkButton } from "../../../ui/Button";
import { Panel } from "../../../ui/Panel";
import { Avatar, RoleTag } from "../../../ui/Person";
import { Row } from "../../../ui/Rows";
import { t } from "../messages";
import { everybody, people } from "../people";

const MOST = 3;

/** People who follow the reader and whom the reader does not follow yet. */
export function FollowBack() {
  const world = useWorld();
  const { data } = useInfiniteQuery(people(world).list("followers"));
  const strangers = everybody(data?.pages).filter(({ id }) => relations(world).of(id) === "NONE");
  if (strangers.length === 0) return null;
  return (
    <Panel title={t("people.followYou")} href="/people?list=followers">
      {strangers.slice(0, MOST).map((person) => (
        <Row
          key={person.id}
          picture={<Avatar person={person} size="small" />}
          actions={
            <LinkButton onClick={() => relations(world).follow(person.id, true).catch(fail)}>
              {t("people.follow")} <span class="visually-hidden">{person.name}</span>
            </LinkButton>
          }
        >
          <b dir="auto">{person.name}</b>
          <RoleTag role={person.role} />
        </Row>
      ))}
    </Panel>
  );
}
