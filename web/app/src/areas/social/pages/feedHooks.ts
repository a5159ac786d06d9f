import type { RefObject, TargetedKeyboardEvent } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** How far down a reader may be and still count as being at the top. */
const TOP = 80;

/** Whether the page is scrolled to its top, now and whenever it changes. */
export function useAtTop(tell: (atTop: boolean) => void): void {
  const newest = useRef(tell);
  newest.current = tell;
  useEffect(() => {
    const look = () => newest.current(window.scrollY < TOP);
    look();
    window.addEventListener("scroll", look, { passive: true });
    return () => window.removeEventListener("scroll", look);
  }, []);
}

/**
 * The next page comes before the reader arrives there; the button is for keyboards. Looked at again
 * whenever `length` is another: a list may have grown and its reader be at its end all the same.
 */
export function useNearEnd(foot: RefObject<Element>, length: number, near: () => void): void {
  const newest = useRef(near);
  newest.current = near;
  useEffect(() => {
    if (foot.current === null) return;
    const watcher = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) newest.current();
      },
      { rootMargin: "600px" },
    );
    watcher.observe(foot.current);
    return () => watcher.disconnect();
  }, [length]);
}

/** Page Up and Page Down move from post to post, as readers of a feed expect. */
export function onFeedKey(event: TargetedKeyboardEvent<HTMLElement>): void {
  const step = { PageDown: 1, PageUp: -1 }[event.key];
  if (step === undefined) return;
  const posts = [...event.currentTarget.querySelectorAll("article")];
  const at = posts.findIndex((post) => post.contains(document.activeElement));
  posts.at(Math.min(Math.max(at + step, 0), posts.length - 1))?.focus();
  event.preventDefault();
}
