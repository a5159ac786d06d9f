import { type RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { movesLittle } from "../kernel/comfort";

interface Before {
  focused: Element | null;
  tops: Map<Element, number>;
  anchor: [element: Element, top: number] | null;
}

/**
 * Let the eye follow a list whose order changes: each element glides from where it was. The reader's
 * place stays: what was at the top of the window stays there, and the focus stays where it was.
 *
 * @param order names the elements in their order
 */
export function useGlide(list: RefObject<HTMLElement>, order: string): void {
  const last = useRef(order);
  const before = useRef<Before | null>(null);
  // The page still shows the old order while the new one is being drawn.
  if (last.current !== order && list.current !== null) before.current = look(list.current);
  last.current = order;
  useLayoutEffect(() => {
    if (before.current !== null && list.current !== null) settle(list.current, before.current);
    before.current = null;
  }, [order]);
}

function look(list: HTMLElement): Before {
  const tops = new Map([...list.children].map((one) => [one, one.getBoundingClientRect().top]));
  return { focused: document.activeElement, tops, anchor: anchorOf(tops) };
}

/** What the reader looks at: the element with the focus, else the first in the window once scrolled. */
function anchorOf(tops: Map<Element, number>): Before["anchor"] {
  for (const [element, top] of tops) {
    if (!element.contains(document.activeElement)) continue;
    if (top < innerHeight && element.getBoundingClientRect().bottom > 0) return [element, top];
  }
  if (window.scrollY < 80) return null;
  for (const [element, top] of tops) if (top > 60) return [element, top];
  return null;
}

function settle(list: HTMLElement, { focused, tops, anchor }: Before) {
  if (focused instanceof HTMLElement && focused !== document.activeElement && list.contains(focused)) {
    focused.focus({ preventScroll: true });
  }
  let scrolled = 0;
  if (anchor !== null && list.contains(anchor[0])) {
    scrolled = anchor[0].getBoundingClientRect().top - anchor[1];
    window.scrollBy({ top: scrolled, behavior: "instant" });
  }
  if (movesLittle()) return;
  for (const [element, top] of tops) {
    if (!list.contains(element)) continue;
    const by = top - element.getBoundingClientRect().top;
    if (Math.abs(by) < 1 || Math.abs(by) > 2000) continue;
    element.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], {
      duration: 320,
      easing: "cubic-bezier(0.2, 0.7, 0.2, 1)",
    });
  }
}
