import { useQuery } from "@tanstack/preact-query";

import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Card, Chip } from "../../../ui/Card";
import { Choices } from "../../../ui/Choices";
import { askFirst } from "../../../ui/Dialog";
import { Skeletons, Trouble } from "../../../ui/States";
import { t as shared } from "../../../kernel/messages";
import { keys } from "../keys";
import { t } from "../messages";
import css from "../parts/Admin.module.css";
import { Frame } from "../parts/Frame";
import { Webhooks } from "../parts/Webhooks";
import { type Flag, requests } from "../requests";

/** Functions of the product that a school can do without. */
export default function FunctionsPage() {
  const world = useWorld();
  const { data, error, isPending, refetch } = useQuery({ queryKey: keys.flags, queryFn: requests.flags });
  return (
    <Frame tab="functions">
      {isPending && <Skeletons count={2} shape="row" />}
      {data === undefined && error !== null && <Trouble title={t("error")} error={error} retry={() => void refetch()} />}
      {data?.data.map((flag) => (
        <Switch key={flag.key} flag={flag} />
      ))}
      {world.may("webhooks:manage") && <Webhooks />}
    </Frame>
  );
}

type Wish = "on" | "off" | "platform";
const DECISIONS = { on: true, off: false, platform: null } as const;

function Switch({ flag }: { flag: Flag }) {
  const { cache } = useWorld();
  const { key, override, enabled, onForSchool } = flag;
  const value: Wish = override === null ? "platform" : override ? "on" : "off";
  const options = (["on", "off", "platform"] as const).map((each) => ({ value: each, label: t(`switch.${each}`) }));
  async function choose(wish: Wish) {
    if (wish === value) return;
    const text = t(key.endsWith(".guests") ? "switchOffGuests" : "switchOffText");
    const question = { title: t("switchOffTitle"), text, confirm: t("switch.off"), cancel: shared("app.cancel") };
    if (wish === "off" && !(await askFirst(question))) return;
    try {
      await requests.decide(key, DECISIONS[wish]);
      toast(t("saved"));
    } catch (failure) {
      fail(failure);
    }
    await cache.invalidateQueries({ queryKey: keys.flags });
  }
  return (
    <Card aria-label={t(`flag.${key}`)}>
      <div class={css.flag}>
        <span class={css.marks}>
          <b>{t(`flag.${key}`)}</b>
          <Chip kind={onForSchool ? "live" : "plain"}>{t(onForSchool ? "isOn" : "isOff")}</Chip>
        </span>
        <span class={css.soft}>{t(`flagHint.${key}`)}</span>
        {enabled ? (
          <Choices label={t(`flag.${key}`)} value={value} options={options} onChoose={(wish) => void choose(wish)} />
        ) : (
          <span class={css.soft}>{t("offEverywhere")}</span>
        )}
      </div>
    </Card>
  );
}
