import { useSignal } from "@preact/signals";

import { fieldMessage, messageOf } from "./errors";

export interface Form<Fields extends object> {
  values: Fields;
  busy: boolean;
  /** What the server had against the form as a whole. */
  failure: string | null;
  /** What it had against a field. */
  errorOf(field: keyof Fields & string): string | null;
  set<Name extends keyof Fields>(field: Name, value: Fields[Name]): void;
  submit(event?: Event): void;
}

/**
 * A form that cannot be sent twice at once, and shows what `problem+json` says beside its fields.
 * `explain` may put a failure into words of its own.
 */
export function useForm<Fields extends object>(
  initial: Fields,
  send: (values: Fields) => Promise<void>,
  explain: (error: unknown) => string | null = () => null,
): Form<Fields> {
  const values = useSignal(initial);
  const busy = useSignal(false);
  const error = useSignal<unknown>(null);

  const fieldOf = (field: string) => fieldMessage(error.value, field);
  const named = Object.keys(initial).some((field) => fieldOf(field) !== null);

  async function run(form: HTMLFormElement | null) {
    busy.value = true;
    error.value = null;
    try {
      await send(values.value);
    } catch (failure) {
      error.value = failure;
      // The first field that was refused takes the focus once its message is there.
      requestAnimationFrame(() => form?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    } finally {
      busy.value = false;
    }
  }

  return {
    values: values.value,
    busy: busy.value,
    failure: error.value === null || named ? null : (explain(error.value) ?? messageOf(error.value)),
    errorOf: fieldOf,
    set: (field, value) => void (values.value = { ...values.value, [field]: value }),
    submit: (event) => {
      event?.preventDefault();
      const form = event?.currentTarget instanceof HTMLFormElement ? event.currentTarget : null;
      if (!busy.value) void run(form);
    },
  };
}
