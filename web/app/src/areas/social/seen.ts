import type { ViewOfPost } from "../../kernel/api";

type Source = NonNullable<ViewOfPost["source"]>;

/** What a page asks of the network first has to be there before anybody counts what was seen. */
const FIRST_MS = 3_000;
let watching: Promise<typeof import("./views")> | undefined;

/** Count a post as seen once it was before somebody's eyes for a second; returns how to stop. */
export function seen(post: Element, id: string, source: Source): () => void {
  let stop: (() => void) | null | undefined;
  watching ??= new Promise((ready) => setTimeout(ready, FIRST_MS)).then(() => import("./views"));
  // Without it nothing is counted, and nobody misses anything.
  watching.then(({ watch }) => (stop = stop === null ? null : watch(post, id, source))).catch(() => undefined);
  return () => {
    stop?.();
    stop = null;
  };
}
