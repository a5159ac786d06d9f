import type { ComponentChildren } from "preact";

import { number } from "../kernel/i18n";
import css from "./Bars.module.css";

interface BarsProps {
  label: string;
  /** In the order in which they are shown. */
  bars: readonly { name: ComponentChildren; count: number; mark?: ComponentChildren }[];
}

/** How often each of a few things was chosen; the number stands beside its line. */
export function Bars({ label, bars }: BarsProps) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <ul class={css.bars} aria-label={label}>
      {bars.map(({ name, count, mark }, place) => (
        <li key={place} class={css.row}>
          <span class={css.name}>
            {mark}
            <span dir="auto">{name}</span>
          </span>
          <span class={css.line} aria-hidden="true">
            <i style={{ inlineSize: `${(100 * count) / most}%` }} />
          </span>
          <b class={css.count}>{number(count)}</b>
        </li>
      ))}
    </ul>
  );
}
