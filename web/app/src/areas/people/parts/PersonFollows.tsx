import { useInfiniteQuery, useQuery } from "@tanstack/preact-query";
import { Users } from "lucide-preact";

import { href } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { Page } from "../../../ui/Page";
import { Rows } from "../../../ui/Rows";
import { Empty } from "../../../ui/States";
import { Tabs } from "../../../ui/Tabs";
import type { ListName } from "../keys";
import { t } from "../messages";
import { everybody, people } from "../people";
import { Further, Line, Waiting } from "./Lists";

/** Who follows somebody, or whom they follow. */
export function PersonFollows({ id, name }: { id: string; name: ListName }) {
  const area = people(useWorld());
  const person = useQuery(area.person(id)).data;
  const list = useInfiniteQuery(area.list(name, id));
  const all = everybody(list.data?.pages);
  const tabs = (["followers", "following"] as const).map((one) => ({
    href: `${href("/people/:id", { id })}/${one}`,
    label: t(`people.${one}`),
    current: one === name,
  }));
  return (
    <Page
      title={t(`people.${name}`)}
      back={{ href: href("/people/:id", { id }), label: person?.name ?? t("people.title") }}
    >
      <Tabs label={t("people.title")} tabs={tabs} />
      <Waiting list={list} />
      {list.data !== undefined && all.length === 0 && (
        <Empty icon={Users} title={t("people.nobody")} hint={t("people.nobodyHint")} />
      )}
      {all.length > 0 && (
        <Rows label={t(`people.${name}`)}>
          {all.map((one) => (
            <Line key={one.id} person={one} />
          ))}
        </Rows>
      )}
      <Further list={list} />
    </Page>
  );
}
