import { useInfiniteQuery } from "@tanstack/preact-query";
import { UserRoundX } from "lucide-preact";
import { useState } from "preact/hooks";

import { Pick } from "../../../ui/Controls";
import { t as shared } from "../../../kernel/messages";
import { t } from "../messages";
import css from "../parts/Admin.module.css";
import { Frame } from "../parts/Frame";
import { List } from "../parts/List";
import { MemberLine } from "../parts/MemberLine";
import { Search } from "../parts/Search";
import { ROLES } from "../requests";
import { type MemberWish, queries } from "../tenants";

const STATUSES = ["ACTIVE", "INVITED", "SUSPENDED", "LEFT"] as const;

/** Who belongs to the school: found by name, and what they are is changed here. */
export default function MembersPage() {
  const [wish, setWish] = useState<MemberWish>({ q: "", role: "", status: "" });
  const list = useInfiniteQuery(queries.members(wish));
  const roles = [{ value: "", label: t("anyRole") }, ...ROLES.map((role) => ({ value: role, label: shared(`role.${role}`) }))];
  const statuses = [
    { value: "", label: t("anyStatus") },
    ...STATUSES.map((status) => ({ value: status, label: t(`status.${status}`) })),
  ];
  return (
    <Frame tab="members">
      <div class={css.tools} role="search">
        <Search label={t("findMember")} onSearch={(q) => setWish((before) => ({ ...before, q }))} />
        <Pick label={t("role")} value={wish.role} options={roles as never} onChoose={(role: MemberWish["role"]) => setWish({ ...wish, role })} />
        <Pick label={t("status")} value={wish.status} options={statuses as never} onChoose={(status: MemberWish["status"]) => setWish({ ...wish, status })} />
      </div>
      <List label={t("title.members")} list={list} icon={UserRoundX} none={t("noMember")} noneHint={t("noMemberHint")}>
        {(member) => <MemberLine key={member.userId} member={member} />}
      </List>
    </Frame>
  );
}
