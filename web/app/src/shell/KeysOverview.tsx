import { Fragment } from "preact";

import { t as shared } from "../kernel/messages";
import { singleKeys } from "../kernel/shortcuts";
import { useWorld } from "../kernel/world";
import { Button } from "../ui/Button";
import { Choices } from "../ui/Choices";
import { Dialog } from "../ui/Dialog";
import css from "./Palette.module.css";
import { GOES } from "./keymap";
import { t } from "./messages";
import { GROUPS } from "./places";

/** Which keys do what, and whether single ones do. */
export default function KeysOverview({ onClose }: { onClose: () => void }) {
  const world = useWorld();
  const closed = new Set(
    GROUPS.flatMap(({ places }) => places)
      .filter(({ permission }) => permission !== undefined && !world.may(permission))
      .map(({ href }) => href),
  );
  const goes = Object.entries(GOES).filter(([, { href }]) => !closed.has(href));
  return (
    <Dialog title={t("keys.title")} onClose={onClose}>
      <h3 class={css.part}>{t("keys.everywhere")}</h3>
      <dl class={css.keys}>
        <Line name={t("keys.palette")} keys={["Ctrl", "K"]} or={["/"]} />
        <Line name={t("keys.help")} keys={["?"]} />
        {world.may("posts:create") && <Line name={t("action.write")} keys={["N"]} />}
        <Line name={t("keys.send")} keys={["Ctrl", "Enter"]} />
        <Line name={t("keys.close")} keys={["Esc"]} />
      </dl>
      <h3 class={css.part}>{t("keys.go")}</h3>
      <dl class={css.keys}>
        {goes.map(([key, { label }]) => (
          <Line key={key} name={shared(label)} keys={["G", key.toUpperCase()]} then />
        ))}
      </dl>
      <h3 class={css.part}>{t("keys.feed")}</h3>
      <dl class={css.keys}>
        <Line name={t("keys.next")} keys={["Page Down"]} />
        <Line name={t("keys.previous")} keys={["Page Up"]} />
      </dl>
      <SingleKeys />
      <div class={css.foot}>
        <span class={css.hint}>{t("keys.singleHint")}</span>
        <Button kind="primary" autofocus onClick={(event) => event.currentTarget.closest("dialog")?.close()}>
          {t("keys.close.button")}
        </Button>
      </div>
    </Dialog>
  );
}

/** Whether single keys do something. */
export function SingleKeys() {
  const options = [
    { value: "on", label: t("keys.on") },
    { value: "off", label: t("keys.off") },
  ] as const;
  return (
    <div class={css.foot}>
      <span>{t("keys.single")}</span>
      <Choices
        label={t("keys.single")}
        value={singleKeys.value ? "on" : "off"}
        options={options}
        onChoose={(value) => void (singleKeys.value = value === "on")}
      />
    </div>
  );
}

function Line({ name, keys, or, then = false }: { name: string; keys: string[]; or?: string[]; then?: boolean }) {
  const caps = (given: string[]) =>
    given.map((key, index) => (
      <Fragment key={key}>
        {index > 0 && (then ? ` ${t("keys.then")} ` : " + ")}
        <kbd class={css.key}>{key}</kbd>
      </Fragment>
    ));
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {caps(keys)}
        {or && (
          <>
            {" / "}
            {caps(or)}
          </>
        )}
      </dd>
    </>
  );
}
