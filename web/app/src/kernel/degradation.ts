import { signal } from "@preact/signals";

/** Not every route uses the part that is away: one answer that is well proves nothing. */
const HOLD = 60_000;

const active = signal(false);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Whether the service works without one of its parts. */
export const degradation = {
  active,
  /** An answer says so; it holds until none has for a minute. */
  report() {
    clearTimeout(timer);
    timer = setTimeout(() => void (active.value = false), HOLD);
    active.value = true;
  },
};
