/**
 * Reorder elements so that the eye can follow: each glides from where it was. The reader's place
 * stays: what was at the top of the window stays there, and the focus stays where it was.
 *
 * @param {Element} list
 * @param {() => void} reorder
 */
export function glide(list, reorder) {
  const focused = document.activeElement;
  const before = new Map([...list.children].map((one) => [one, one.getBoundingClientRect()]));
  const anchor = anchorOf(before);
  reorder();
  if (focused instanceof HTMLElement && list.contains(focused))
    focused.focus({ preventScroll: true });
  if (anchor !== null && list.contains(anchor[0])) {
    window.scrollBy({
      top: anchor[0].getBoundingClientRect().top - anchor[1],
      behavior: "instant",
    });
  }
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const scrolled = anchor === null ? 0 : anchor[0].getBoundingClientRect().top - anchor[1];
  for (const [element, { top }] of before) {
    if (!list.contains(element)) continue;
    const by = top + scrolled - element.getBoundingClientRect().top;
    if (Math.abs(by) < 1 || Math.abs(by) > 2000) continue;
    element.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], {
      duration: 320,
      easing: "cubic-bezier(0.2, 0.7, 0.2, 1)",
    });
  }
}

/**
 * What the reader looks at: the element with the focus, else the first that is in the window once
 * the reader has scrolled.
 *
 * @param {Map<Element, DOMRect>} before
 * @returns {[Element, number] | null}
 */
function anchorOf(before) {
  for (const [element, { top, bottom }] of before) {
    const focused = element.contains(document.activeElement);
    if (focused && bottom > 0 && top < innerHeight) return [element, top];
  }
  if (window.scrollY < 80) return null;
  const edge = document.querySelector(".topbar")?.getBoundingClientRect().bottom ?? 0;
  for (const [element, { top, bottom }] of before) if (bottom > edge) return [element, top];
  return null;
}
