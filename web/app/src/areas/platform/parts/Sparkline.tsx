import type { Point } from "../model/health";
import { HEIGHT, type Spot, WIDTH, place, runs } from "../model/line";
import css from "./Sparkline.module.css";

/** A small line of how a number went, with the same in words for those who do not see it. */
export function Sparkline({ points, label }: { points: readonly Point[]; label: string }) {
  return (
    <svg class={css.sparkline} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {runs(place(points)).map((run) => {
        const line = run.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L");
        const [first, last] = [run[0] as Spot, run.at(-1) as Spot];
        return (
          <g key={first.x}>
            <path class={css.area} d={`M${first.x.toFixed(1)} ${HEIGHT}L${line}L${last.x.toFixed(1)} ${HEIGHT}Z`} />
            <path class={css.line} d={`M${line}`} />
          </g>
        );
      })}
    </svg>
  );
}
