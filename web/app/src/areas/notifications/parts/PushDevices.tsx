import { useQuery } from "@tanstack/preact-query";
import { Monitor, Smartphone } from "lucide-preact";

import { t as shared } from "../../../kernel/messages";
import { day } from "../../../kernel/time";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Card, Chip } from "../../../ui/Card";
import { askFirst } from "../../../ui/Dialog";
import { Time } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { notifications } from "../notifications";
import type { PushDevice } from "../requests";

/** All devices that pushes reach; one that is lost is taken off. */
export function PushDevices() {
  const area = notifications(useWorld());
  const { data, error, isPending, refetch } = useQuery(area.devices);

  async function remove(device: PushDevice) {
    const name = t(`pushes.${device.platform}`);
    const question = {
      title: t("pushes.removeTitle", { name }),
      text: t("pushes.removeText"),
      confirm: t("pushes.remove"),
      cancel: shared("app.cancel"),
    };
    if (!(await askFirst(question))) return;
    try {
      await area.removeDevice(device.id);
      toast(t("pushes.removed"));
    } catch (failure) {
      fail(failure);
    }
    await refetch();
  }

  return (
    <Card aria-label={t("pushes.title")}>
      <h2>{t("pushes.title")}</h2>
      {isPending && <Skeletons count={1} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("pushes.error")} error={error} retry={() => void refetch()} />
      )}
      {data?.data.length === 0 && <p>{t("pushes.none")}</p>}
      {data !== undefined && data.data.length > 0 && (
        <Rows label={t("pushes.title")}>
          {data.data.map((device) => (
            <Line key={device.id} device={device} onRemove={() => void remove(device)} />
          ))}
        </Rows>
      )}
    </Card>
  );
}

function Line({ device, onRemove }: { device: PushDevice; onRemove: () => void }) {
  const { platform, current, createdAt, lastSeenAt } = device;
  const name = t(`pushes.${platform}`);
  const Picture = platform === "WEB" ? Monitor : Smartphone;
  const actions = (
    <>
      {current && <Chip kind="live">{t("pushes.current")}</Chip>}
      <Button size="small" onClick={onRemove}>
        {t("pushes.remove")} <span class="visually-hidden">{name}</span>
      </Button>
    </>
  );
  return (
    <Row picture={<Picture size={24} aria-hidden="true" />} actions={actions}>
      <b>{name}</b>
      <span>
        {t("pushes.since", { when: day(createdAt) })} · <Time iso={lastSeenAt} />
      </span>
    </Row>
  );
}
