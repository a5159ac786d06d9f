import { useQuery } from "@tanstack/preact-query";
import { KeySquare } from "lucide-preact";
import { useState } from "preact/hooks";

import { t as shared } from "../../../kernel/messages";
import { day } from "../../../kernel/time";
import { fail, toast } from "../../../kernel/toast";
import { Button } from "../../../ui/Button";
import { askFirst } from "../../../ui/Dialog";
import { Time } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { Skeletons, Trouble } from "../../../ui/States";
import { apiKeysQuery } from "../factors";
import { t } from "../messages";
import { type ApiKey, requests } from "../requests";
import { NewApiKey } from "./NewApiKey";
import css from "./Secrets.module.css";

/** Keys that the reader gave to programs. */
export function ApiKeyList() {
  const { data, error, isPending, refetch } = useQuery(apiKeysQuery);
  const [making, setMaking] = useState(false);

  async function revoke(key: ApiKey) {
    const question = {
      title: t("keys.revokeTitle", { name: key.name }),
      text: t("keys.revokeText"),
      confirm: t("keys.revoke"),
      cancel: shared("app.cancel"),
    };
    if (!(await askFirst(question))) return;
    try {
      await requests.revokeApiKey(key.id);
      toast(t("keys.revoked"));
    } catch (failure) {
      fail(failure);
    }
    await refetch();
  }

  if (isPending) return <Skeletons count={1} shape="row" />;
  if (data === undefined) return <Trouble title={t("keys.error")} error={error} retry={() => void refetch()} />;
  return (
    <div class={css.part}>
      {data.data.length > 0 && (
        <Rows label={t("keys.title")}>
          {data.data.map((key) => (
            <Line key={key.id} apiKey={key} onRevoke={() => void revoke(key)} />
          ))}
        </Rows>
      )}
      {making ? (
        <NewApiKey
          onMade={() => void refetch()}
          onClose={() => setMaking(false)}
        />
      ) : (
        <Button onClick={() => setMaking(true)}>{t("keys.add")}</Button>
      )}
    </div>
  );
}

function Line({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const { name, prefix, permissions, lastUsedAt, expiresAt } = apiKey;
  const actions = (
    <Button size="small" aria-label={t("keys.revokeName", { name })} onClick={onRevoke}>
      {t("keys.revoke")}
    </Button>
  );
  return (
    <Row picture={<KeySquare size={24} aria-hidden="true" />} actions={actions}>
      <b dir="auto">{name}</b>
      <span>
        <code>{prefix}…</code> · {t("keys.permissions", { count: permissions.length })}
      </span>
      <span>
        {lastUsedAt === null ? t("keys.unused") : <Time iso={lastUsedAt} />} · {t("keys.until", { when: day(expiresAt) })}
      </span>
    </Row>
  );
}
