import { number } from "../../../kernel/i18n";
import { t } from "../messages";
import { type Bar, barsOf } from "../model/bars";
import css from "./Chart.module.css";

interface ChartProps {
  label: string;
  points: readonly Bar[];
  /** How a moment is written. */
  say: (at: string) => string;
}

const HEIGHT = 100;

/** A bar for each time, and the same numbers as a table. */
export function Chart({ label, points, say }: ChartProps) {
  const bars = barsOf(points);
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const [first, last] = [bars[0], bars.at(-1)];
  return (
    <figure class={css.chart}>
      <svg
        viewBox={`0 0 ${bars.length * 4} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("chart.most", { label, most: number(most) })}
      >
        {bars.map(({ at, count }, place) => {
          const height = (HEIGHT * count) / most;
          return <rect key={at} class={css.bar} x={place * 4 + 0.5} y={HEIGHT - height} width={3} height={height} />;
        })}
      </svg>
      {first !== undefined && last !== undefined && (
        <p class={css.ends} aria-hidden="true">
          <span>{say(first.at)}</span>
          <span>{say(last.at)}</span>
        </p>
      )}
      <details class={css.details}>
        <summary>{t("chart.table")}</summary>
        <table class={css.table}>
          <thead>
            <tr>
              <th scope="col">{t("chart.when")}</th>
              <th scope="col">{label}</th>
            </tr>
          </thead>
          <tbody>
            {bars.map(({ at, count }) => (
              <tr key={at}>
                <th scope="row">{say(at)}</th>
                <td>{number(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
