import { useInfiniteQuery } from "@tanstack/preact-query";

import { href } from "../../../kernel/router";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Chip } from "../../../ui/Card";
import { Avatar } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { More, Skeletons, Trouble } from "../../../ui/States";
import { clubs } from "../clubs";
import { t } from "../messages";
import type { Club, ClubMember, Status } from "../requests";

/** Who is in a club, who asks to be and who is invited; nothing where nobody is. */
export function Members({ club, status }: { club: Club; status: Status }) {
  const list = useInfiniteQuery(clubs(useWorld()).members(club.id, status));
  const all = list.data?.pages.flatMap(({ data }) => data) ?? [];
  if (status !== "ACTIVE" && all.length === 0) return null;
  return (
    <section aria-label={t(`clubs.people.${status}`)}>
      <h2>{t(`clubs.people.${status}`)}</h2>
      {list.isPending && <Skeletons count={2} shape="row" />}
      {list.data === undefined && list.error !== null && (
        <Trouble title={t("clubs.error")} error={list.error} retry={() => void list.refetch()} />
      )}
      <Rows label={t(`clubs.people.${status}`)}>
        {all.map((member) => (
          <Member key={member.id} club={club} member={member} />
        ))}
      </Rows>
      {list.hasNextPage && <More loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </section>
  );
}

function Member({ club, member }: { club: Club; member: ClubMember }) {
  const world = useWorld();
  const area = clubs(world);
  const { id, name, role, status } = member;
  const decide = (wanted: "ACTIVE" | "REMOVED", as = role) =>
    void area.change(area.requests.decide(club.id, id, { role: as, status: wanted })).catch(fail);
  const who = <span class="visually-hidden">{name}</span>;
  const actions = club.canManage && id !== world.me.id && (
    <>
      {status === "PENDING" && (
        <Button size="small" kind="primary" onClick={() => decide("ACTIVE")}>
          {t("clubs.letIn")} {who}
        </Button>
      )}
      {status === "ACTIVE" && role !== "OWNER" && (
        <Button size="small" onClick={() => decide("ACTIVE", "OWNER")}>
          {t("clubs.makeOwner")} {who}
        </Button>
      )}
      <Button size="small" onClick={() => decide("REMOVED")}>
        {t(status === "PENDING" ? "clubs.refuse" : status === "INVITED" ? "clubs.uninvite" : "clubs.remove")} {who}
      </Button>
    </>
  );
  return (
    <Row picture={<Avatar person={member} size="small" />} actions={actions}>
      <a href={href("/people/:id", { id })} dir="auto">
        {name}
      </a>
      {role !== "MEMBER" && <Chip>{t(`clubs.role.${role}`)}</Chip>}
    </Row>
  );
}
