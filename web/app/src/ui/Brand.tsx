import { Leaf } from "lucide-preact";

import css from "./Brand.module.css";

/** The name of the product with its sign; `compact` leaves a small window the sign alone. */
export function Brand({ compact = false }: { compact?: boolean }) {
  return (
    <span class={css.brand}>
      <span class={css.sign} aria-hidden="true">
        <Leaf size="1.1em" />
      </span>
      <span class={css.name} data-compact={compact}>
        Stunity
      </span>
    </span>
  );
}
