import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

import css from "./Panel.module.css";

interface PanelProps {
  title: string;
  /** Where all of it is. */
  href: string;
  children: ComponentChildren;
}

/** A few lines beside a page, under a heading that leads to the whole. */
export function Panel({ title, href, children }: PanelProps) {
  const id = useId();
  return (
    <section class={css.panel} aria-labelledby={id}>
      <h2 id={id} class={css.title}>
        <a href={href}>{title}</a>
      </h2>
      <ul>{children}</ul>
    </section>
  );
}

/** One of its lines: what it is, and a word about it. */
export function PanelLine({ href, note, children }: { href: string; note?: ComponentChildren; children: ComponentChildren }) {
  return (
    <li>
      <a class={css.line} href={href}>
        <span class={css.words} dir="auto">
          {children}
        </span>
        {note}
      </a>
    </li>
  );
}
