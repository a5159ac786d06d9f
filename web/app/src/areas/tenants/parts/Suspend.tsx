import { useState } from "preact/hooks";

import { clock } from "../../../kernel/clock";
import { t as shared } from "../../../kernel/messages";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Pick } from "../../../ui/Controls";
import { Dialog } from "../../../ui/Dialog";
import { Area } from "../../../ui/Field";
import { t } from "../messages";
import { type Member, requests } from "../requests";

const DAYS = ["1", "7", "30", "0"] as const;
const DAY_MS = 86_400_000;

interface Props {
  member: Member;
  onClose: () => void;
  act: (change: () => Promise<unknown>, done: string) => Promise<void>;
}

/** Shut a member out for a while; they read why. */
export function Suspend({ member, onClose, act }: Props) {
  const [reason, setReason] = useState("");
  const [days, setDays] = useState<(typeof DAYS)[number]>("1");
  const [missing, setMissing] = useState(false);
  const options = DAYS.map((value) => ({ value, label: t("forDays", { days: Number(value) }) }));
  function send() {
    if (reason.trim() === "") return setMissing(true);
    onClose();
    const until = days === "0" ? null : new Date(clock.now() + Number(days) * DAY_MS).toISOString();
    void act(() => requests.suspend(member.userId, { reason, until }), t("suspended", { name: member.name }));
  }
  return (
    <Dialog title={t("suspendOf", { name: member.name })} onClose={onClose}>
      <p>{t("suspendText")}</p>
      <Area label={t("reason")} value={reason} onText={setReason} maxLength={500} placeholder={t("reason")} error={missing ? t("reasonMissing") : null} />
      <Pick label={t("howLong")} value={days} options={options} onChoose={setDays} />
      <Actions end>
        <Button onClick={onClose}>{shared("app.cancel")}</Button>
        <Button kind="danger" onClick={send}>
          {t("suspend")}
        </Button>
      </Actions>
    </Dialog>
  );
}
