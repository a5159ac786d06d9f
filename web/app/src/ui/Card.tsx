import type { ComponentChildren, JSX } from "preact";

import css from "./Card.module.css";

type Given = JSX.HTMLAttributes<HTMLElement> & { children?: ComponentChildren };

/** A part of a page that stands by itself. */
export function Card(rest: Given) {
  return <section class={css.card} {...rest} />;
}

/** A whole card that is a link, in a list of such. */
export function CardLink({ href, ...rest }: JSX.HTMLAttributes<HTMLAnchorElement> & { href: string; children?: ComponentChildren }) {
  return <a class={css.link} href={href} {...rest} />;
}

/** A few words that say what something is. */
export function Chip({ kind = "plain", ...rest }: Given & { kind?: "plain" | "calm" | "warn" | "live" | "accent" }) {
  return <span class={css.chip} data-kind={kind} {...rest} />;
}

/** Buttons side by side; `end` puts them where a form ends. */
export function Actions({ end = false, children }: { end?: boolean; children: ComponentChildren }) {
  return (
    <div class={css.actions} data-end={end}>
      {children}
    </div>
  );
}
