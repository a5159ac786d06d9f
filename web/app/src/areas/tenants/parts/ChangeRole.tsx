import { useState } from "preact/hooks";

import { t as shared } from "../../../kernel/messages";
import { Button } from "../../../ui/Button";
import { Actions } from "../../../ui/Card";
import { Pick } from "../../../ui/Controls";
import { Dialog } from "../../../ui/Dialog";
import { t } from "../messages";
import { type Member, type MemberRole, ROLES, requests } from "../requests";

interface Props {
  member: Member;
  onClose: () => void;
  act: (change: () => Promise<unknown>, done: string) => Promise<void>;
}

/** Another role for a member: what it opens is said before it is given. */
export function ChangeRole({ member, onClose, act }: Props) {
  const [role, setRole] = useState(member.role as MemberRole);
  const options = ROLES.map((value) => ({ value, label: shared(`role.${value}`) }));
  function send() {
    onClose();
    if (role === member.role) return;
    void act(() => requests.change(member.userId, { role }), t("roleChanged", { name: member.name, role: shared(`role.${role}`) }));
  }
  return (
    <Dialog title={t("changeRoleOf", { name: member.name })} onClose={onClose}>
      <Pick label={t("role")} value={role} options={options} onChoose={setRole} hint={t(`roleHint.${role}`)} />
      <Actions end>
        <Button onClick={onClose}>{shared("app.cancel")}</Button>
        <Button kind="primary" onClick={send}>
          {shared("app.save")}
        </Button>
      </Actions>
    </Dialog>
  );
}
