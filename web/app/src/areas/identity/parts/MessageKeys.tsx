import { useQuery } from "@tanstack/preact-query";
import { LockKeyhole } from "lucide-preact";

import { t as shared } from "../../../kernel/messages";
import { day } from "../../../kernel/time";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { askFirst } from "../../../ui/Dialog";
import { Time } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { Skeletons, Trouble } from "../../../ui/States";
import { messageKeysQuery } from "../factors";
import { t } from "../messages";
import { type MessageKey, requests } from "../requests";
import css from "./Secrets.module.css";

/** Keys that the reader's devices have published; those of a lost one are taken back. */
export function MessageKeys() {
  const { me } = useWorld();
  const { data, error, isPending, refetch } = useQuery(messageKeysQuery(me.id));

  async function remove(key: MessageKey) {
    const question = {
      title: t("messageKeys.removeTitle"),
      text: t("messageKeys.removeText"),
      confirm: t("messageKeys.remove"),
      cancel: shared("app.cancel"),
    };
    if (!(await askFirst(question))) return;
    try {
      await requests.removeMessageKey(key.deviceId);
      toast(t("messageKeys.removed"));
    } catch (failure) {
      fail(failure);
    }
    await refetch();
  }

  if (isPending) return <Skeletons count={1} shape="row" />;
  if (data === undefined) {
    return <Trouble title={t("messageKeys.error")} error={error} retry={() => void refetch()} />;
  }
  if (data.data.length === 0) return <p>{t("messageKeys.none")}</p>;
  return (
    <Rows label={t("messageKeys.title")}>
      {data.data.map((key) => (
        <Line key={key.deviceId} messageKey={key} onRemove={() => void remove(key)} />
      ))}
    </Rows>
  );
}

function Line({ messageKey, onRemove }: { messageKey: MessageKey; onRemove: () => void }) {
  const { deviceId, identityKey, identityChangedAt, updatedAt } = messageKey;
  const actions = (
    <Button size="small" onClick={onRemove}>
      {t("messageKeys.remove")} <span class="visually-hidden">{identityKey.slice(0, 8)}</span>
    </Button>
  );
  return (
    <Row picture={<LockKeyhole size={24} aria-hidden="true" />} actions={actions}>
      <b>{t("messageKeys.device", { id: deviceId.slice(-4) })}</b>
      <code class={css.key}>{identityKey}</code>
      <span>
        {t("messageKeys.since", { when: day(identityChangedAt) })} · <Time iso={updatedAt} />
      </span>
    </Row>
  );
}
