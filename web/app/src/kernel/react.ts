/** What `@stunity/react` uses of React: see `build/slim.ts`. */

import { useEffect, useState } from "preact/hooks";

export { createContext } from "preact";
export { useCallback, useContext, useEffect, useMemo, useRef } from "preact/hooks";

export function useSyncExternalStore<Value>(subscribe: (changed: () => void) => () => void, read: () => Value): Value {
  const value = read();
  const [, show] = useState(value);
  useEffect(() => {
    const look = () => show(read);
    // It may have changed since it was drawn.
    look();
    return subscribe(look);
  }, [subscribe]);
  return value;
}
