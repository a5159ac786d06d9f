import { Leaf } from "lucide-preact";

import css from "./Brand.module.css";

/** The name of the product with its sign. */
export function Brand() {
  return (
    <span class={css.brand}>
      <span class={css.sign} aria-hidden="true">
        <Leaf size="1.1em" />
      </span>
      Stunity
    </span>
  );
}
