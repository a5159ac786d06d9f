import { t } from "../messages";
import css from "./Progress.module.css";

/** How much of a course is done, as a line and in words. */
export function Progress({ percent, label = t("progressOf") }: { percent: number; label?: string }) {
  const whole = Math.floor(percent);
  return (
    <span class={css.progress}>
      <progress class={css.line} max={100} value={percent} aria-label={label} />
      <span class={css.words}>{t("progress", { count: whole })}</span>
    </span>
  );
}
