import { useInfiniteQuery } from "@tanstack/preact-query";

import { fail, toast } from "../../../kernel/toast";
import { Button } from "../../../ui/Button";
import { Chip } from "../../../ui/Card";
import { Time } from "../../../ui/Person";
import { More, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { type Delivery, type Webhook, deliveriesOf, webhooks } from "../webhooks";
import css from "./Admin.module.css";
import own from "./Webhooks.module.css";

const KINDS = { PENDING: "warn", DELIVERED: "live", FAILED: "plain" } as const;

/** What was sent to a webhook in the last thirty days. */
export function Deliveries({ hook }: { hook: Webhook }) {
  const list = useInfiniteQuery(deliveriesOf(hook.id));
  const items = list.data?.pages.flatMap(({ data }) => data) ?? [];
  async function again(delivery: Delivery) {
    try {
      await webhooks.replay(hook.id, delivery.id);
      toast(t("hooks.replayed"));
    } catch (failure) {
      fail(failure);
    }
    await list.refetch();
  }
  if (list.isPending) return <Skeletons count={1} shape="row" />;
  if (list.data === undefined) return <Trouble title={t("hooks.error")} error={list.error} retry={() => void list.refetch()} />;
  if (items.length === 0) return <p class={css.soft}>{t("hooks.nothing")}</p>;
  return (
    <>
      <ul class={own.deliveries} aria-label={t("hooks.deliveries")}>
        {items.map((one) => (
          <Line key={one.id} one={one} off={!hook.enabled} onAgain={() => void again(one)} />
        ))}
      </ul>
      {list.hasNextPage && <More loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage().catch(fail)} />}
    </>
  );
}

function Line({ one, off, onAgain }: { one: Delivery; off: boolean; onAgain: () => void }) {
  const last = one.attempts.at(-1);
  return (
    <li data-delivery={one.state}>
      <span>
        <span class={css.marks}>
          <b>{one.type}</b>
          <Chip kind={KINDS[one.state]}>{t(`hooks.state.${one.state}`)}</Chip>
          <Time iso={one.createdAt} />
        </span>
        {last !== undefined && (
          <span class={css.soft}>
            {t("hooks.attempts", { count: one.attempts.length })} {last.status ?? last.error} · {last.milliseconds} ms
          </span>
        )}
      </span>
      <Button size="small" disabled={off} onClick={onAgain}>
        {t("hooks.replay")}
      </Button>
    </li>
  );
}
