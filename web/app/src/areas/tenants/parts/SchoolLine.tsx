import { Ellipsis, Gauge, LockKeyhole, LockKeyholeOpen } from "lucide-preact";
import { useState } from "preact/hooks";

import { language } from "../../../kernel/i18n";
import { t as shared } from "../../../kernel/messages";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Chip } from "../../../ui/Card";
import { NumberField } from "../../../ui/Controls";
import { Dialog, askFirst } from "../../../ui/Dialog";
import { Menu } from "../../../ui/Menu";
import { Row } from "../../../ui/Rows";
import { keys } from "../keys";
import { t } from "../messages";
import { type PlatformSchool, requests } from "../requests";
import css from "./Admin.module.css";

/** One school: how many belong to it, whether it is open, and its limits. */
export function SchoolLine({ school }: { school: PlatformSchool }) {
  const { cache, me } = useWorld();
  const [limiting, setLimiting] = useState(false);
  const { id, slug, status, plan, quotas, members } = school;
  const name = (language.value === "km" && school.nameKh) || school.name;
  const open = status === "ACTIVE";

  async function change(wish: Partial<Pick<PlatformSchool, "status" | "quotas">>, done: string) {
    try {
      await requests.limit(id, { status, plan, quotas, ...wish });
      toast(done);
    } catch (error) {
      fail(error);
    }
    await cache.invalidateQueries({ queryKey: keys.schools });
  }

  async function close() {
    const question = { title: t("closeTitle", { name }), text: t("closeText", { count: members }), confirm: t("closeSchool"), cancel: shared("app.cancel") };
    if (await askFirst(question)) await change({ status: "SUSPENDED" }, t("schoolClosed", { name }));
  }

  const items = () => [
    { icon: Gauge, label: t("limits"), act: () => setLimiting(true) },
    open
      ? { icon: LockKeyhole, label: t("closeSchool"), act: () => void close(), danger: true }
      : { icon: LockKeyholeOpen, label: t("openSchool"), act: () => void change({ status: "ACTIVE" }, t("schoolOpened", { name })) },
  ];
  const own = id === me.tenant.id;
  return (
    <Row actions={!own && <Menu icon={Ellipsis} label={t("menuOf", { name })} items={items} />}>
      <span class={css.marks}>
        <b dir="auto">{name}</b>
        <Chip kind={open ? "live" : "warn"}>{t(open ? "schoolOpen" : "schoolSuspended")}</Chip>
        {own && <Chip>{t("yours")}</Chip>}
      </span>
      <span class={css.soft}>{slug}</span>
      <span class={css.soft}>
        {quotas.members === null ? t("members", { count: members }) : t("membersOf", { count: members, most: quotas.members })}
      </span>
      {limiting && (
        <Limits
          name={name}
          most={quotas.members}
          onClose={() => setLimiting(false)}
          onSet={(most) => void change({ quotas: { members: most } }, t("saved"))}
        />
      )}
    </Row>
  );
}

interface LimitsProps {
  name: string;
  most: number | null;
  onClose: () => void;
  onSet: (most: number | null) => void;
}

function Limits({ name, most, onClose, onSet }: LimitsProps) {
  const [members, setMembers] = useState(most);
  return (
    <Dialog title={t("limitsOf", { name })} onClose={onClose}>
      <NumberField label={t("mostMembers")} hint={t("mostMembersHint")} value={members} onNumber={setMembers} min={1} max={1_000_000} step={1} />
      <Actions end>
        <Button onClick={onClose}>{shared("app.cancel")}</Button>
        <Button
          kind="primary"
          onClick={() => {
            onClose();
            onSet(members);
          }}
        >
          {shared("app.save")}
        </Button>
      </Actions>
    </Dialog>
  );
}
