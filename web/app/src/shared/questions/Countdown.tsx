import { useEffect, useRef, useState } from "preact/hooks";

import { number } from "../../kernel/i18n";
import { announce } from "../../kernel/toast";
import css from "./Countdown.module.css";
import { t } from "./messages";

/** Seconds at which a screen reader is told how much time is left. */
const TOLD = new Set([30, 10, 5]);
const LAST = 5;

interface CountdownProps {
  /** Milliseconds that are left, asked for five times a second. */
  remaining: () => number;
  /** Milliseconds that there were in all. */
  total: number;
  /** Called once when the time is up. */
  onOver?: () => void;
  /** Called each second of the last five. */
  onTick?: (seconds: number) => void;
}

/** The time that is left, as a number and as a bar that shortens. */
export function Countdown({ remaining, total, onOver, onTick }: CountdownProps) {
  const [left, setLeft] = useState(remaining);
  const newest = useRef({ remaining, onOver, onTick });
  newest.current = { remaining, onOver, onTick };
  const seconds = Math.ceil(left / 1000);

  useEffect(() => {
    let told = -1;
    const timer = setInterval(look, 200);
    function look() {
      const now = newest.current.remaining();
      const whole = Math.ceil(now / 1000);
      setLeft(now);
      if (whole !== told && TOLD.has(whole)) announce(t("question.secondsLeft", { count: whole }));
      if (whole !== told && whole > 0 && whole <= LAST) newest.current.onTick?.(whole);
      told = whole;
      if (now > 0) return;
      clearInterval(timer);
      newest.current.onOver?.();
    }
    return () => clearInterval(timer);
  }, []);

  return (
    <div
      class={css.countdown}
      role="timer"
      aria-live="off"
      aria-label={t("question.secondsLeft", { count: seconds })}
      data-last={seconds <= LAST}
      style={{ "--left": String(total > 0 ? Math.min(1, left / total) : 0) }}
    >
      <span class={css.number}>{clockFace(seconds)}</span>
      <span class={css.bar}>
        <i />
      </span>
    </div>
  );
}

/** Seconds below two minutes, else minutes and seconds. */
export function clockFace(seconds: number): string {
  if (seconds < 120) return number(seconds);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const parts = hours > 0 ? [hours, minutes, seconds % 60] : [minutes, seconds % 60];
  return parts
    .map((part, place) => number(part, { minimumIntegerDigits: place === 0 ? 1 : 2, useGrouping: false }))
    .join(":");
}
