import { Ban, Ellipsis, KeyRound, LogIn, Shield, ShieldOff, UserCog, UserMinus } from "lucide-preact";
import { useState } from "preact/hooks";

import { t as shared } from "../../../kernel/messages";
import { moment } from "../../../kernel/time";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Chip } from "../../../ui/Card";
import { askFirst } from "../../../ui/Dialog";
import { Menu, type MenuItem } from "../../../ui/Menu";
import { Avatar, RoleTag } from "../../../ui/Person";
import { Row } from "../../../ui/Rows";
import { keys } from "../keys";
import { t } from "../messages";
import { type Member, requests } from "../requests";
import css from "./Admin.module.css";
import { ChangeRole } from "./ChangeRole";
import { Suspend } from "./Suspend";

/** One member: who they are, what they hold, and what an administrator can do about it. */
export function MemberLine({ member }: { member: Member }) {
  const world = useWorld();
  const [open, setOpen] = useState<"role" | "suspend" | null>(null);
  const { userId, name, email, role, status, secondFactor, assignments, suspension } = member;
  const moderates = assignments.find(({ scopeType }) => scopeType === "TENANT");

  async function act(change: () => Promise<unknown>, done: string) {
    try {
      await change();
      toast(done);
    } catch (error) {
      fail(error);
    }
    await world.cache.invalidateQueries({ queryKey: keys.members });
  }

  async function remove() {
    const question = { title: t("removeTitle", { name }), text: t("removeText"), confirm: t("remove"), cancel: shared("app.cancel") };
    if (await askFirst(question)) await act(() => requests.remove(userId), t("removed", { name }));
  }

  async function removeFactors() {
    const question = {
      title: t("removeFactorsTitle", { name }),
      text: t("removeFactorsText", { name }),
      confirm: t("removeFactors"),
      cancel: shared("app.cancel"),
    };
    if (await askFirst(question)) await act(() => requests.removeFactors(userId), t("factorsRemoved", { name }));
  }

  function moderate() {
    const scope = { scopeType: "TENANT", scopeId: world.me.tenant.id } as const;
    return moderates === undefined
      ? act(() => requests.give({ userId, role: "MODERATOR", ...scope }), t("nowModerator", { name }))
      : act(() => requests.take(moderates.id), t("noModerator", { name }));
  }

  const items = (): MenuItem[] => {
    const found: MenuItem[] = [{ icon: UserCog, label: t("changeRole"), act: () => setOpen("role") }];
    if (status === "ACTIVE") {
      found.push(
        moderates === undefined
          ? { icon: Shield, label: t("makeModerator"), act: () => void moderate() }
          : { icon: ShieldOff, label: t("takeModerator"), act: () => void moderate() },
        { icon: Ban, label: t("suspend"), act: () => setOpen("suspend"), danger: true },
      );
    }
    if (status === "SUSPENDED") {
      found.push({ icon: LogIn, label: t("readmit"), act: () => void act(() => requests.readmit(userId), t("readmitted", { name })) });
    }
    if (secondFactor) found.push({ icon: KeyRound, label: t("removeFactors"), act: () => void removeFactors() });
    found.push({ icon: UserMinus, label: t("remove"), act: () => void remove(), danger: true });
    return found;
  };
  const mine = userId === world.me.id;
  const actions = !mine && status !== "LEFT" && <Menu icon={Ellipsis} label={t("menuOf", { name })} items={items} />;
  return (
    <Row picture={<Avatar person={{ ...member, id: userId }} />} actions={actions}>
      <span class={css.marks}>
        <b dir="auto">{name}</b>
        <RoleTag role={role} />
        {status !== "ACTIVE" && <Chip kind={status === "SUSPENDED" ? "warn" : "calm"}>{t(`status.${status}`)}</Chip>}
        {mine && <Chip>{t("you")}</Chip>}
      </span>
      <span class={css.soft}>{email}</span>
      {secondFactor && <span class={css.soft}>{t("twoFactors")}</span>}
      {assignments.map(({ id, scopeName }) => (
        <span key={id} class={css.soft}>
          {t("moderates", { what: scopeName ?? t("aPart") })}
        </span>
      ))}
      {suspension !== null && (
        <span class={css.soft} dir="auto">
          {suspension.until === null
            ? t("suspendedBecause", { reason: suspension.reason })
            : t("suspendedUntil", { reason: suspension.reason, when: moment(suspension.until) })}
        </span>
      )}
      {open === "role" && <ChangeRole member={member} onClose={() => setOpen(null)} act={act} />}
      {open === "suspend" && <Suspend member={member} onClose={() => setOpen(null)} act={act} />}
    </Row>
  );
}
