import { CircleAlert, type LucideIcon } from "lucide-preact";
import type { ComponentChildren } from "preact";

import { messageOf } from "../kernel/errors";
import { t } from "../kernel/messages";
import { Button } from "./Button";
import css from "./States.module.css";

/** Grey shapes where posts or people will be. */
export function Skeletons({ count, shape }: { count: number; shape: "post" | "row" }) {
  const bones = shape === "post" ? 4 : 3;
  return (
    <div class={css.skeletons} role="status">
      <span class="visually-hidden">{t("app.loading")}</span>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} class={css.skeleton}>
          {Array.from({ length: bones }, (_, bone) => (
            <span key={bone} class={css.bone} />
          ))}
        </div>
      ))}
    </div>
  );
}

interface EmptyProps {
  icon: LucideIcon;
  title: string;
  hint: string;
  /** The next step, as a button. */
  children?: ComponentChildren;
}

/** A place where nothing is yet. */
export function Empty({ icon: Icon, title, hint, children }: EmptyProps) {
  return (
    <div class={css.state}>
      <Icon size={28} aria-hidden="true" />
      <p class={css.title}>{title}</p>
      <p class={css.hint}>{hint}</p>
      {children}
    </div>
  );
}

/** A place that could not be filled. */
export function Trouble({ title, error, retry }: { title: string; error: unknown; retry: () => void }) {
  return (
    <div class={css.state} role="alert">
      <CircleAlert size={28} aria-hidden="true" />
      <p class={css.title}>{title}</p>
      <p class={css.hint}>{messageOf(error)}</p>
      <Button onClick={retry}>{t("app.retry")}</Button>
    </div>
  );
}

/** The button below a list that goes on. */
export function More({ loading, onMore }: { loading: boolean; onMore: () => void }) {
  return (
    <div class={css.more}>
      {/* Not `disabled`, which would take the focus away from whoever pressed it. */}
      <Button kind="quiet" aria-disabled={loading} onClick={onMore}>
        {t(loading ? "app.moreLoading" : "app.more")}
      </Button>
    </div>
  );
}
