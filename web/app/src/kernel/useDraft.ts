import { useState } from "preact/hooks";

import { useWorld } from "./world";

/**
 * What is being typed into a form, kept with the drafts of this tab: it is still there when the page
 * was loaded anew, or when a phone needed the tab's memory. Undefined where nothing is.
 *
 * @param still what of the kept is still of what one sees now; the rest is forgotten, so that nothing
 *   older goes over what somebody saved meanwhile
 */
export function useDraft<T>(
  name: string,
  still: (kept: T) => T | undefined = (kept) => kept,
): [T | undefined, (next: T | undefined) => void] {
  const { drafts } = useWorld();
  function put(next: T | undefined) {
    if (next === undefined) drafts.delete(name);
    else drafts.set(name, next);
    return next;
  }
  const [value, setValue] = useState(() => {
    const kept = drafts.get<T>(name);
    return kept === undefined ? kept : put(still(kept));
  });
  function keep(next: T | undefined) {
    put(next);
    setValue(() => next);
  }
  return [value, keep];
}
