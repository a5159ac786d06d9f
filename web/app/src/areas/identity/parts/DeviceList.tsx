import { useQuery } from "@tanstack/preact-query";
import { Monitor, Smartphone } from "lucide-preact";

import { t as shared } from "../../../kernel/messages";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Chip } from "../../../ui/Card";
import { askFirst } from "../../../ui/Dialog";
import { Time } from "../../../ui/Person";
import { Row, Rows } from "../../../ui/Rows";
import { Skeletons, Trouble } from "../../../ui/States";
import { devicesQuery, followDevices } from "../devices";
import { t } from "../messages";
import { isPhone, nameOf } from "../model/device";
import { type Device, requests } from "../requests";
import { withProof } from "./Proof";

/** Where the reader is signed in; a lost phone can be signed out. */
export function DeviceList() {
  followDevices(useWorld());
  const { data, error, isPending, refetch } = useQuery(devicesQuery);
  const devices = data?.data ?? [];

  async function end(work: () => Promise<unknown>, done: string) {
    try {
      if ((await withProof(work)) !== null) toast(done);
    } catch (failure) {
      fail(failure);
    }
    await refetch();
  }

  async function endOthers() {
    const question = {
      title: t("devices.othersTitle"),
      text: t("devices.othersText"),
      confirm: t("devices.others"),
      cancel: shared("app.cancel"),
    };
    if (await askFirst(question)) await end(requests.signOutOthers, t("devices.othersDone"));
  }

  if (isPending) return <Skeletons count={2} shape="row" />;
  if (data === undefined) return <Trouble title={t("devices.error")} error={error} retry={() => void refetch()} />;
  return (
    <>
      <Rows label={t("devices.title")}>
        {devices.map((device) => (
          <Line
            key={device.id}
            device={device}
            onEnd={(name) => void end(() => requests.signOutDevice(device.id), t("devices.done", { name }))}
          />
        ))}
      </Rows>
      {devices.length > 1 && (
        <div>
          <Button kind="danger" onClick={() => void endOthers()}>
            {t("devices.others")}
          </Button>
        </div>
      )}
    </>
  );
}

function Line({ device, onEnd }: { device: Device; onEnd: (name: string) => void }) {
  const { userAgent, ip, current, lastUsedAt, since } = device;
  const name = nameOf(userAgent) ?? t("devices.unknown");
  const Picture = isPhone(userAgent) ? Smartphone : Monitor;
  const actions = current ? (
    <Chip kind="live">{t("devices.current")}</Chip>
  ) : (
    <Button size="small" onClick={() => onEnd(name)}>
      {t("devices.end")} <span class="visually-hidden">{name}</span>
    </Button>
  );
  return (
    <Row picture={<Picture size={24} aria-hidden="true" />} actions={actions}>
      <b>{name}</b>
      <span>
        <Time iso={lastUsedAt ?? since} />
        {ip && <bdi> · {ip}</bdi>}
      </span>
    </Row>
  );
}
