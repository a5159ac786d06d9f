import type { ComponentChildren } from "preact";

import css from "./More.module.css";

/** What most people do not need to see. */
export function More({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <details class={css.more}>
      <summary>{title}</summary>
      <div class={css.inside}>{children}</div>
    </details>
  );
}
