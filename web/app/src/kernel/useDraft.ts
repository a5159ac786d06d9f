import { useState } from "preact/hooks";

import { useWorld } from "./world";

/**
 * What is being typed into a form, kept with the drafts of this tab: it is still there when the page
 * was loaded anew, or when a phone needed the tab's memory. Undefined where nothing is.
 */
export function useDraft<T>(name: string): [T | undefined, (next: T | undefined) => void] {
  const { drafts } = useWorld();
  const [value, setValue] = useState(() => drafts.get<T>(name));
  function keep(next: T | undefined) {
    if (next === undefined) drafts.delete(name);
    else drafts.set(name, next);
    setValue(() => next);
  }
  return [value, keep];
}
