import { useQuery } from "@tanstack/preact-query";
import { useEffect, useState } from "preact/hooks";

import { language } from "../../../kernel/i18n";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Card } from "../../../ui/Card";
import { Check } from "../../../ui/Controls";
import { Page } from "../../../ui/Page";
import { Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { type PushState, pushState, turnOff, turnOn } from "../model/pushes";
import { notifications } from "../notifications";
import { PushDevices } from "../parts/PushDevices";
import type { Ways, WaysOf } from "../requests";
import css from "./Ways.module.css";

const FREQUENCIES = ["OFF", "INSTANT", "DAILY", "WEEKLY"] as const;
/** What quiet hours are when they are first turned on. */
const NIGHT = { start: "21:00", end: "06:00" };

/** By which ways one is told of what, and when not. */
export default function WaysPage() {
  const area = notifications(useWorld());
  const { data, error, isPending, refetch } = useQuery(area.ways);
  return (
    <Page title={t("ways.title")} lead={t("ways.lead")} back={{ href: "/settings", label: t("ways.settings") }}>
      {isPending && <Skeletons count={4} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("ways.error")} error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && (
        <>
          <ThisBrowser />
          <PushDevices />
          <Quiet ways={data} />
          <Types ways={data} />
        </>
      )}
    </Page>
  );
}

/** Whether this browser shows pushes. */
function ThisBrowser() {
  const area = notifications(useWorld());
  const { data, refetch } = useQuery(area.devices);
  const [state, setState] = useState<PushState | null>(null);
  // Taken off below, or by another device, it is off here too.
  useEffect(() => void pushState().then(setState, () => setState("unsupported")), [data]);
  const change = (turning: Promise<PushState>) => void turning.then(setState).then(() => refetch()).catch(fail);
  return (
    <Card aria-label={t("ways.browser")}>
      <h2>{t("ways.browser")}</h2>
      <p>{state === null ? "" : t(`ways.browser.${state}`)}</p>
      {state === "off" && (
        <div>
          <Button kind="primary" onClick={() => change(turnOn())}>
            {t("ways.turnOn")}
          </Button>
        </div>
      )}
      {state === "on" && (
        <div>
          <Button onClick={() => change(turnOff())}>{t("ways.turnOff")}</Button>
        </div>
      )}
    </Card>
  );
}

function Quiet({ ways }: { ways: Ways }) {
  const area = notifications(useWorld());
  const { quietHours, quietInLessons, timezone } = ways;
  const change = (next: Ways["quietHours"]) => void area.choose({ ...ways, quietHours: next }).catch(fail);
  return (
    <Card aria-label={t("ways.quiet")}>
      <h2>{t("ways.quiet")}</h2>
      <Check
        label={t("ways.quietOn")}
        hint={t("ways.quietHint", { zone: timezone.replaceAll("_", " ") })}
        checked={quietHours !== null}
        onCheck={(on) => change(on ? NIGHT : null)}
      />
      {quietHours !== null && (
        <div class={css.hours}>
          {(["start", "end"] as const).map((name) => (
            <label key={name}>
              {t(`ways.${name}`)}{" "}
              <input
                type="time"
                value={quietHours[name]}
                onInput={({ currentTarget: { value } }) => value !== "" && change({ ...quietHours, [name]: value })}
              />
            </label>
          ))}
        </div>
      )}
      <Check
        label={t("ways.lessons")}
        hint={t("ways.lessonsHint")}
        checked={quietInLessons}
        onCheck={(on) => void area.choose({ ...ways, quietInLessons: on }).catch(fail)}
      />
    </Card>
  );
}

function Types({ ways }: { ways: Ways }) {
  return (
    <Card aria-label={t("ways.types")}>
      <h2>{t("ways.types")}</h2>
      <ul class={css.types}>
        {ways.types.map((one) => (
          <Type key={one.type} ways={ways} one={one} />
        ))}
      </ul>
    </Card>
  );
}

function Type({ ways, one }: { ways: Ways; one: WaysOf }) {
  const area = notifications(useWorld());
  const name = language.value === "km" ? one.titleKh : one.title;
  const change = (wish: Partial<WaysOf>) =>
    void area
      .choose({ ...ways, types: ways.types.map((each) => (each.type === one.type ? { ...each, ...wish } : each)) })
      .catch(fail);
  return (
    <li>
      <fieldset class={css.type}>
        <legend>{name}</legend>
        {(["inApp", "push"] as const).map((way) => (
          <label key={way}>
            <input
              type="checkbox"
              checked={one[way]}
              disabled={one.urgent}
              onChange={({ currentTarget: { checked } }) => change({ [way]: checked })}
            />
            {t(`ways.${way}`)}
          </label>
        ))}
        <label>
          {t("ways.email")}
          <select
            value={one.email}
            onChange={({ currentTarget: { value } }) => change({ email: value as WaysOf["email"] })}
          >
            {FREQUENCIES.map((value) => (
              <option key={value} value={value}>
                {t(`ways.email.${value}`)}
              </option>
            ))}
          </select>
        </label>
      </fieldset>
    </li>
  );
}
