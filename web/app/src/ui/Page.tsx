import { signal } from "@preact/signals";
import { ArrowLeft } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useContext, useEffect, useRef } from "preact/hooks";

import { Arrived } from "../kernel/router";
import { announce } from "../kernel/toast";
import css from "./Page.module.css";

/** What stands before the title in the browser's tab, such as a number of unread things. */
export const titlePrefix = signal("");

interface PageProps {
  title: string;
  /** What the page says instead, where its title alone would say little. */
  heading?: string;
  /** One line that says where the reader is and what matters. */
  lead?: ComponentChildren;
  /** The one primary action. */
  action?: ComponentChildren;
  back?: { href: string; label: string };
  /** For pages that say by themselves what they are, such as a stage. */
  hiddenTitle?: boolean;
  children: ComponentChildren;
}

/**
 * What every page begins with: its heading, which is its title as well. Whoever comes from another
 * page begins at the heading, with a screen reader too.
 */
export function Page({ title, heading = title, lead, action, back, hiddenTitle = false, children }: PageProps) {
  const arrived = useContext(Arrived);
  const first = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!arrived) return;
    first.current?.focus({ preventScroll: true });
    announce(title);
  }, []);
  const prefix = titlePrefix.value;
  useEffect(() => {
    document.title = `${prefix}${title} · Stunity`;
  }, [title, prefix]);
  return (
    <>
      <div class={hiddenTitle ? "visually-hidden" : css.head}>
        <div class={css.words}>
          {back && (
            <a class={css.back} href={back.href}>
              <ArrowLeft size={16} aria-hidden="true" /> {back.label}
            </a>
          )}
          <h1 ref={first} tabIndex={-1}>
            {heading}
          </h1>
          {lead && <p class={css.lead}>{lead}</p>}
        </div>
        {action}
      </div>
      {children}
    </>
  );
}
