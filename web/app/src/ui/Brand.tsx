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

/** The way home, or wherever it leads: `to` says it to those who hear the page. */
export function BrandLink({ href, to, compact = true }: { href: string; to: string; compact?: boolean }) {
  return (
    <a class={css.link} href={href} aria-label={`Stunity, ${to}`}>
      <Brand compact={compact} />
    </a>
  );
}
