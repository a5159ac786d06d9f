import { number } from "../kernel/i18n";
import css from "./Scale.module.css";

interface ScaleProps {
  name: string;
  label: string;
  from: number;
  to: number;
  value: number | null;
  onChoose: (value: number) => void;
  /** What the first and the last number mean. */
  ends?: readonly [lowest: string, highest: string];
}

/** One number of a row of numbers. */
export function Scale({ name, label, from, to, value, onChoose, ends }: ScaleProps) {
  const all = Array.from({ length: to - from + 1 }, (_, place) => from + place);
  return (
    <fieldset class={css.scale}>
      <legend class="visually-hidden">{label}</legend>
      <div class={css.row}>
        {all.map((one) => (
          <label key={one} class={css.number}>
            <input
              type="radio"
              name={name}
              value={one}
              checked={one === value}
              onChange={() => onChoose(one)}
            />
            <b>{number(one)}</b>
          </label>
        ))}
      </div>
      {ends && (
        <p class={css.ends}>
          <span>{ends[0]}</span>
          <span>{ends[1]}</span>
        </p>
      )}
    </fieldset>
  );
}
