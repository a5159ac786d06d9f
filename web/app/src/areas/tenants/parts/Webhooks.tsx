import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Card } from "../../../ui/Card";
import { Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { webhookKeys, webhooks } from "../webhooks";
import css from "./Admin.module.css";
import { NewWebhook } from "./NewWebhook";
import { WebhookCard } from "./WebhookCard";

/** Programs of the school that are sent what happens in it. */
export function Webhooks() {
  const world = useWorld();
  const [making, setMaking] = useState(false);
  const list = useQuery({ queryKey: webhookKeys.list, queryFn: webhooks.list });
  const { data, error, isPending } = list;
  const again = () => world.cache.invalidateQueries({ queryKey: webhookKeys.list });
  if (isPending) return <Skeletons count={1} shape="row" />;
  if (data === undefined) return <Trouble title={t("hooks.error")} error={error} retry={() => void list.refetch()} />;
  const { events, sensitiveEvents } = data;
  return (
    <Card aria-label={t("hooks.title")} data-webhooks>
      <h2>{t("hooks.title")}</h2>
      <p class={css.soft}>{t("hooks.lead")}</p>
      {data.data.map((hook) => (
        <WebhookCard key={hook.id} hook={hook} onChange={again} />
      ))}
      {making ? (
        <NewWebhook events={events} sensitive={sensitiveEvents} onMade={again} onClose={() => setMaking(false)} />
      ) : (
        <div>
          <Button data-add onClick={() => setMaking(true)}>
            {t("hooks.add")}
          </Button>
        </div>
      )}
    </Card>
  );
}
