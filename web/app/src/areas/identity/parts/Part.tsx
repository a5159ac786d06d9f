import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

import { Card } from "../../../ui/Card";
import css from "./Part.module.css";

/** A part of the settings: what it is about, and what one can do. */
export function Part({ title, hint, children }: { title: string; hint: string; children: ComponentChildren }) {
  const id = useId();
  return (
    <Card aria-labelledby={id}>
      <div>
        <h2 id={id} class={css.title}>
          {title}
        </h2>
        <p class={css.hint}>{hint}</p>
      </div>
      {children}
    </Card>
  );
}
