import type { ComponentChildren } from "preact";

import { number } from "../../../kernel/i18n";
import { Time } from "../../../ui/Person";
import { t } from "../messages";
import { conditionOf } from "../model/health";
import type { Instance } from "../requests";
import css from "./Relay.module.css";
import { bytes, count, milliseconds } from "./figures";

/** What one relay reports; a school is told of its own streams only. */
export function Relay({ instance, now }: { instance: Instance; now: number }) {
  const condition = conditionOf(instance, now);
  const { connections, connectionsLimit: limit } = instance;
  const known = connections !== null && limit !== null;
  const say = (value: number | null, words: (value: number) => string) => (value === null ? null : words(value));
  const lag = (value: number | null) => say(value, milliseconds) ?? "–";
  const facts: [Parameters<typeof t>[0], ComponentChildren][] = [
    ["health.connections", known ? `${count(connections)} / ${count(limit)}` : null],
    ["health.own", number(instance.ownConnections)],
    ["health.events", say(instance.eventsPerSecond, count)],
    ["health.deliveries", say(instance.deliveriesPerSecond, count)],
    ["health.lagBoth", `${lag(instance.lagP50Ms)} / ${lag(instance.lagP99Ms)}`],
    ["health.loop", milliseconds(instance.loopLagMs)],
    ["health.buffered", say(instance.bufferedBytes, bytes)],
    ["health.overflows", say(instance.overflows, count)],
    ["health.started", <Time iso={instance.startedAt} />],
    ["health.reported", <Time iso={instance.reportedAt} />],
  ];
  return (
    <li class={css.relay}>
      <div class={css.head}>
        <h3 class={css.name}>{instance.id}</h3>
        <span class={css.condition} data-condition={condition}>
          {t(`health.condition.${condition}`)}
        </span>
      </div>
      {known && (
        <meter
          class={css.meter}
          min={0}
          max={Math.max(limit, 1)}
          high={limit * 0.9}
          value={connections}
          aria-label={t("health.used", { used: connections, limit })}
        />
      )}
      <dl class={css.facts}>
        {facts.map(
          ([name, value]) =>
            value !== null && (
              <div key={name}>
                <dt>{t(name)}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </li>
  );
}
