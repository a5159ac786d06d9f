import type { ComponentChildren } from "preact";

import css from "./Stage.module.css";
import { Banners } from "./Status";

interface StageProps {
  /** What stands in the line at the top. */
  bar: ComponentChildren;
  /** Whether this page hears of news, and says when it does not. */
  hears?: boolean;
  /** A stage for a projector: deep colours in either theme. */
  dark?: boolean;
  children: ComponentChildren;
}

/** A page that has the whole window: one line at the top, and below it what a class looks at. */
export function Stage({ bar, hears = true, dark = false, children }: StageProps) {
  return (
    <div class={css.stage} data-stage data-dark={dark}>
      <header class={css.bar}>{bar}</header>
      {hears && (
        <div>
          <Banners />
        </div>
      )}
      <main class={css.main} id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
