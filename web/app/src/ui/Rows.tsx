import type { ComponentChildren } from "preact";

import css from "./Rows.module.css";

/** A list of people or things, one a line. */
export function Rows({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <ul class={css.rows} aria-label={label}>
      {children}
    </ul>
  );
}

interface RowProps {
  /** What stands before the words, such as a picture of a person. */
  picture?: ComponentChildren;
  children: ComponentChildren;
  /** What one can do with it. */
  actions?: ComponentChildren;
  /** With an address the whole line is a link. */
  href?: string;
  /** What one can do beside a line that is a link. */
  aside?: ComponentChildren;
  onOpen?: () => void;
  unread?: boolean;
}

/** One line: a picture, words, and what one can do. */
export function Row({ picture, children, actions, aside, href, onOpen, unread = false }: RowProps) {
  const words = <span class={css.words}>{children}</span>;
  if (href === undefined) {
    return (
      <li class={css.row}>
        {picture}
        {words}
        {actions && <span class={css.actions}>{actions}</span>}
      </li>
    );
  }
  return (
    <li class={aside === undefined ? undefined : css.beside}>
      <a class={css.row} href={href} data-unread={unread} onClick={onOpen}>
        {picture}
        {words}
        {actions}
      </a>
      {aside}
    </li>
  );
}
