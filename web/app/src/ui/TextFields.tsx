import { Labelled } from "./Field";
import type { JSX } from "preact";

import css from "./TextFields.module.css";

interface TextProps {
  label: string;
  value: string;
  onText: (text: string) => void;
  maxLength: number;
  lang?: "km";
  hint?: string;
  name?: string;
  error?: string | null;
}

type LineProps = TextProps & Pick<JSX.InputHTMLAttributes<HTMLInputElement>, "placeholder" | "inputMode">;

/** One line of text. */
export function Line({ label, value, onText, hint, error = null, ...rest }: LineProps) {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(control) => (
        <input
          {...control}
          class={css.line}
          dir="auto"
          value={value}
          onInput={(event) => onText(event.currentTarget.value)}
          {...rest}
        />
      )}
    </Labelled>
  );
}

/** Several lines, as tall as their text. */
export function Lines({ label, value, onText, hint, error = null, ...rest }: TextProps & { rows?: number }) {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(control) => (
        <textarea
          {...control}
          class={css.lines}
          rows={2}
          dir="auto"
          value={value}
          onInput={(event) => onText(event.currentTarget.value)}
          {...rest}
        />
      )}
    </Labelled>
  );
}

/** A day and an hour, or none. */
export function Moment({ label, value, onMoment }: { label: string; value: string | null; onMoment: (iso: string | null) => void }) {
  return (
    <Labelled label={label}>
      {(control) => (
        <input
          {...control}
          class={css.line}
          type="datetime-local"
          value={localTime(value)}
          onInput={({ currentTarget: { value: text } }) => onMoment(text === "" ? null : new Date(text).toISOString())}
        />
      )}
    </Labelled>
  );
}

/** A moment as a field of local time takes it. */
function localTime(iso: string | null): string {
  if (iso === null) return "";
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
