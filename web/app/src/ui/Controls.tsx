import type { JSX } from "preact";
import { useId } from "preact/hooks";

import { Labelled } from "./Field";
import css from "./Field.module.css";
import own from "./Controls.module.css";

interface PickProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChoose: (value: Value) => void;
  hint?: string;
}

/** One of a few, with a label that is seen. */
export function Pick<Value extends string>({ label, value, options, onChoose, hint }: PickProps<Value>) {
  return (
    <Labelled label={label} hint={hint}>
      {(control) => (
        <select
          {...control}
          class={css.input}
          value={value}
          onChange={({ currentTarget }) => {
            const chosen = currentTarget.value as Value;
            // Whoever holds the value decides: what is refused is not shown as chosen.
            currentTarget.value = value;
            onChoose(chosen);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

type NumberProps = Omit<JSX.InputHTMLAttributes<HTMLInputElement>, "label" | "value" | "onInput"> & {
  label: string;
  value: number | null;
  onNumber: (value: number | null) => void;
  hint?: string;
};

/** A number, or nothing. */
export function NumberField({ label, value, onNumber, hint, ...rest }: NumberProps) {
  return (
    <Labelled label={label} hint={hint}>
      {(control) => (
        <input
          {...control}
          class={css.input}
          type="number"
          inputMode="decimal"
          value={value ?? ""}
          onInput={({ currentTarget }) =>
            onNumber(currentTarget.value === "" ? null : currentTarget.valueAsNumber)
          }
          {...rest}
        />
      )}
    </Labelled>
  );
}

interface CheckProps {
  label: string;
  checked: boolean;
  onCheck: (checked: boolean) => void;
  disabled?: boolean;
  hint?: string;
}

/** Yes or no. */
export function Check({ label, checked, onCheck, disabled = false, hint }: CheckProps) {
  const id = useId();
  return (
    <div class={css.field}>
      <label class={own.check}>
        <input
          type="checkbox"
          checked={checked}
          disabled={disabled}
          aria-describedby={hint === undefined ? undefined : id}
          onChange={(event) => onCheck(event.currentTarget.checked)}
        />
        <span>{label}</span>
      </label>
      {hint !== undefined && (
        <p class={`${css.hint} ${own.hint}`} id={id}>
          {hint}
        </p>
      )}
    </div>
  );
}
