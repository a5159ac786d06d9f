import { useInfiniteQuery, useQuery } from "@tanstack/preact-query";
import { Download, ScrollText } from "lucide-preact";
import { useState } from "preact/hooks";

import { saveFile } from "../../../kernel/saveFile";
import { fail } from "../../../kernel/toast";
import { Button, LinkButton } from "../../../ui/Button";
import { Card } from "../../../ui/Card";
import { Pick } from "../../../ui/Controls";
import { Labelled } from "../../../ui/Field";
import field from "../../../ui/Field.module.css";
import { Page } from "../../../ui/Page";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { daysOf } from "../model/audit";
import { AuditEntry, actionName } from "../parts/AuditEntry";
import { type AuditWish, type Entry, requests } from "../requests";
import css from "./AuditLog.module.css";

const ANY = "";
const NOTHING = { action: ANY, actor: null as Entry["actor"], from: "", to: "" };

/** What those who run the school have changed. */
export default function AuditLogPage() {
  const [filter, setFilter] = useState(NOTHING);
  const wish: AuditWish = {
    ...daysOf(filter.from, filter.to),
    ...(filter.action !== ANY && { action: filter.action }),
    ...(filter.actor !== null && { actorId: filter.actor.id }),
  };
  const list = useInfiniteQuery({
    queryKey: ["platform", "audit", wish] as const,
    queryFn: ({ pageParam: cursor }) => requests.audit(wish, cursor),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasMore ? pageInfo.nextCursor : undefined),
    // No event tells of it.
    staleTime: 0,
  });
  const entries = list.data?.pages.flatMap(({ data }) => data) ?? [];
  const filtered = Object.keys(wish).length > 0;

  async function save() {
    try {
      saveFile(await requests.auditFile(wish), "audit-log.csv");
    } catch (error) {
      fail(error);
    }
  }

  return (
    <Page
      title={t("audit.title")}
      lead={t("audit.lead")}
      action={
        <Button onClick={() => void save()}>
          <Download size={18} aria-hidden="true" />
          {t("audit.export")}
        </Button>
      }
    >
      <Filters filter={filter} onChange={(change) => setFilter({ ...filter, ...change })} />
      {list.isPending && <Skeletons count={4} shape="row" />}
      {list.data === undefined && list.error !== null && (
        <Trouble title={t("audit.error")} error={list.error} retry={() => void list.refetch()} />
      )}
      {list.data !== undefined && entries.length === 0 && (
        <Empty
          icon={ScrollText}
          title={t(filtered ? "audit.none" : "audit.empty")}
          hint={t(filtered ? "audit.noneHint" : "audit.emptyHint")}
        >
          {filtered && <Button onClick={() => setFilter(NOTHING)}>{t("audit.all")}</Button>}
        </Empty>
      )}
      {entries.length > 0 && (
        <ol class={css.entries} aria-label={t("audit.title")}>
          {entries.map((entry) => (
            <AuditEntry key={entry.id} entry={entry} onActor={() => setFilter({ ...filter, actor: entry.actor })} />
          ))}
        </ol>
      )}
      {list.hasNextPage && <More loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </Page>
  );
}

type Filter = typeof NOTHING;

function Filters({ filter, onChange }: { filter: Filter; onChange: (change: Partial<Filter>) => void }) {
  const known = useQuery({ queryKey: ["platform", "audit-actions"] as const, queryFn: requests.auditActions });
  const actions = (known.data?.data ?? []).map((value) => ({ value, label: actionName(value) }));
  return (
    <Card aria-label={t("audit.filter")}>
      <div class={css.filters}>
        <Pick
          label={t("audit.action")}
          value={filter.action}
          options={[{ value: ANY, label: t("audit.anyAction") }, ...actions]}
          onChoose={(action) => onChange({ action })}
        />
        {(["from", "to"] as const).map((name) => (
          <Labelled key={name} label={t(`audit.${name}`)}>
            {(control) => (
              <input
                {...control}
                class={field.input}
                type="date"
                value={filter[name]}
                onInput={({ currentTarget }) => onChange({ [name]: currentTarget.value })}
              />
            )}
          </Labelled>
        ))}
      </div>
      {filter.actor !== null && (
        <p>
          {t("audit.by", { name: filter.actor.name })}{" "}
          <LinkButton onClick={() => onChange({ actor: null })}>{t("audit.anybody")}</LinkButton>
        </p>
      )}
    </Card>
  );
}
