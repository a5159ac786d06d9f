import { useEffect } from "preact/hooks";

import { place } from "../../kernel/router";
import { useWorld } from "../../kernel/world";

/** Pages that notifications lead to. */
const TOLD_OF = /^\/(posts|boards|pulses)(\/|$)/;

/** Whoever has opened a page has read what is told of it, whichever way they came. */
export function useOpened(unread: number): void {
  const world = useWorld();
  const { pathname } = place.value;
  useEffect(() => {
    if (unread === 0 || !TOLD_OF.test(pathname)) return;
    import("./notifications")
      .then(({ notifications }) => notifications(world).opened(pathname))
      // They stay unread then, and the list offers to mark them.
      .catch(() => {});
  }, [pathname, unread]);
}
