import { useInfiniteQuery } from "@tanstack/preact-query";
import { UserPlus } from "lucide-preact";

import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Avatar, RoleTag, Time } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { Empty } from "../../../ui/States";
import { t } from "../messages";
import { everybody, people } from "../people";
import type { Asking } from "../requests";
import { Further, PersonLink, Waiting, Whom } from "./Lists";

/** Who asks to follow the reader: each is let, or refused. */
export function FollowRequests() {
  const list = useInfiniteQuery(people(useWorld()).asking);
  const all = everybody(list.data?.pages);
  return (
    <>
      <Waiting list={list} />
      {list.data !== undefined && all.length === 0 && (
        <Empty icon={UserPlus} title={t("people.emptyRequests")} hint={t("people.emptyRequestsHint")} />
      )}
      {all.length > 0 && (
        <Rows label={t("people.requests")}>
          {all.map((person) => (
            <Request key={person.id} person={person} />
          ))}
        </Rows>
      )}
      <Further list={list} />
    </>
  );
}

function Request({ person }: { person: Asking }) {
  const area = people(useWorld());
  const { id, name } = person;

  async function decide(decision: "ACCEPT" | "REJECT") {
    try {
      await area.decide(id, decision);
      toast(t(decision === "ACCEPT" ? "people.accepted" : "people.rejected", { name }));
    } catch (error) {
      fail(error);
    }
  }

  const actions = (
    <>
      <Button size="small" kind="primary" onClick={() => void decide("ACCEPT")}>
        {t("people.accept")} <Whom name={name} />
      </Button>
      <Button size="small" onClick={() => void decide("REJECT")}>
        {t("people.reject")} <Whom name={name} />
      </Button>
    </>
  );
  return (
    <Row picture={<Avatar person={person} />} actions={actions}>
      <PersonLink person={person} />
      <span>
        <RoleTag role={person.role} /> <Time iso={person.since} />
      </span>
    </Row>
  );
}
