import type { LucideIcon } from "lucide-preact";
import type { ComponentChildren, JSX, Ref } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

import type { Form as FormState } from "../kernel/form";
import css from "./Field.module.css";

interface FormProps extends Omit<JSX.HTMLAttributes<HTMLFormElement>, "form"> {
  form: Pick<FormState<never>, "busy" | "failure" | "submit">;
  children?: ComponentChildren;
}

/** A form with what the server has against it as a whole. The browser's own checks stay on. */
export function Form({ form, children, ...rest }: FormProps) {
  return (
    <form class={css.form} onSubmit={form.submit} aria-busy={form.busy} {...rest}>
      {children}
      {form.failure !== null && <Failure>{form.failure}</Failure>}
    </form>
  );
}

/** What went wrong with a form. */
export function Failure({ children }: { children: ComponentChildren }) {
  return (
    <p class={css.failure} role="alert">
      {children}
    </p>
  );
}

/** Fields that stand side by side where there is room. */
export function Pair({ children }: { children: ComponentChildren }) {
  return <div class={css.pair}>{children}</div>;
}

/** What helps with a control, and what is against what stands in it. */
function Notes({ id, hint, error }: { id: string; hint: ComponentChildren; error: ComponentChildren }) {
  return (
    <>
      <p class={css.hint} id={`${id}-hint`}>
        {hint}
      </p>
      <p class={css.error} id={`${id}-error`} role="alert">
        {error}
      </p>
    </>
  );
}

interface LabelledProps {
  label: string;
  hint?: ComponentChildren;
  error?: string | null;
  /** Gets the ids that label and describe the control. */
  children: (control: { id: string; "aria-describedby": string; "aria-invalid": boolean }) => ComponentChildren;
}

/** A control with its label, its hint, and what is against it. */
export function Labelled({ label, hint, error = null, children }: LabelledProps) {
  const id = useId();
  const control = { id, "aria-describedby": `${id}-hint ${id}-error`, "aria-invalid": error !== null };
  return (
    <div class={css.field}>
      <label class={css.label} for={id}>
        {label}
      </label>
      {children(control)}
      <Notes id={id} hint={hint} error={error} />
    </div>
  );
}

interface FieldProps<Name extends string> {
  form: {
    values: { [key in Name]: string };
    errorOf: (name: Name) => string | null;
    set: (name: Name, value: string) => void;
  };
  name: Name;
  label: string;
  hint?: string;
}

type Input = Omit<JSX.InputHTMLAttributes<HTMLInputElement>, "form" | "name" | "label" | "value">;

/** A line of text with its label, its hint, and what the server has against it. */
export function Field<Name extends string>({
  form,
  name,
  label,
  hint,
  ...rest
}: FieldProps<Name> & Input) {
  return (
    <Labelled label={label} hint={hint} error={form.errorOf(name)}>
      {(control) => (
        <input
          {...control}
          name={name}
          class={css.input}
          value={form.values[name]}
          onInput={(event) => form.set(name, event.currentTarget.value)}
          {...rest}
        />
      )}
    </Labelled>
  );
}

interface AreaProps extends Omit<JSX.TextareaHTMLAttributes<HTMLTextAreaElement>, "size"> {
  label: string;
  value: string;
  onText: (text: string) => void;
  size?: "usual" | "small";
  error?: string | null;
  hint?: string | null;
  inputRef?: Ref<HTMLTextAreaElement>;
}

/** Several lines, as tall as their text. */
export function Area({ label, value, onText, size = "usual", error, hint, inputRef, ...rest }: AreaProps) {
  const id = useId();
  const own = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const field = own.current;
    // Browsers that size fields by their content need no help.
    if (field === null || globalThis.CSS?.supports?.("field-sizing", "content")) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  }, [value]);
  return (
    <div class={css.field}>
      <textarea
        ref={(element) => {
          own.current = element;
          if (typeof inputRef === "function") inputRef(element);
          else if (inputRef) inputRef.current = element;
        }}
        class={css.area}
        data-size={size}
        dir="auto"
        value={value}
        onInput={(event) => onText(event.currentTarget.value)}
        aria-label={label}
        aria-invalid={error != null}
        aria-describedby={`${id}-hint ${id}-error`}
        {...rest}
      />
      <Notes id={id} hint={hint} error={error} />
    </div>
  );
}

interface SelectProps<Value extends string> {
  icon: LucideIcon;
  label: string;
  hint?: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChoose: (value: Value) => void;
}

/** One of a few, where a native list serves best. */
export function Select<Value extends string>({
  icon: Icon,
  label,
  hint,
  value,
  options,
  onChoose,
}: SelectProps<Value>) {
  const id = useId();
  return (
    <span class={css.selectBox}>
      <Icon size={18} aria-hidden="true" />
      <select
        class={css.select}
        aria-label={label}
        aria-describedby={id}
        title={hint}
        value={value}
        onChange={(event) => onChoose(event.currentTarget.value as Value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <span class="visually-hidden" id={id}>
        {hint}
      </span>
    </span>
  );
}
