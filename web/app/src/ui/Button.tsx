import type { LucideIcon } from "lucide-preact";
import type { ComponentChildren, JSX } from "preact";

import css from "./Button.module.css";

type Given = Omit<JSX.HTMLAttributes<HTMLButtonElement>, "size" | "icon" | "class" | "className"> & {
  children?: ComponentChildren;
  type?: "button" | "submit";
  disabled?: boolean;
};

/** A button with words. At most one on a page is `primary`. */
export function Button({
  kind = "plain",
  size = "usual",
  type = "button",
  ...rest
}: Given & {
  kind?: "plain" | "primary" | "quiet" | "danger";
  size?: "usual" | "small" | "wide";
}) {
  return <button type={type} class={css.button} data-kind={kind} data-size={size} {...rest} />;
}

/** A button that is a picture; `label` says what it does. */
export function IconButton({
  icon: Icon,
  label,
  type = "button",
  ...rest
}: Given & { icon: LucideIcon; label: string }) {
  return (
    <button type={type} class={css.icon} aria-label={label} title={label} {...rest}>
      <Icon size={20} aria-hidden="true" />
    </button>
  );
}

/** A link that is a picture; `label` says where it leads. */
export function IconLink({ icon: Icon, label, href }: { icon: LucideIcon; label: string; href: string }) {
  return (
    <a class={css.icon} href={href} aria-label={label} title={label}>
      <Icon size={20} aria-hidden="true" />
    </a>
  );
}

/** A button that looks like a link, for what is beside the point of a page. */
export function LinkButton({ type = "button", ...rest }: Given) {
  return <button type={type} class={css.link} {...rest} />;
}

/** A link that looks like a button. */
export function ButtonLink({
  kind = "plain",
  size = "usual",
  ...rest
}: JSX.HTMLAttributes<HTMLAnchorElement> & {
  href: string;
  kind?: "plain" | "primary" | "quiet";
  size?: "usual" | "small" | "wide";
}) {
  return <a class={css.button} data-kind={kind} data-size={size} {...rest} />;
}
