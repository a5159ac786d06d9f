/** Hear the keys that nobody is writing with, until the function that comes back is called. */
export function onFreeKey(act: (event: KeyboardEvent) => void): () => void {
  const hear = (event: KeyboardEvent) => {
    const { target } = event;
    if (target instanceof HTMLElement && target.closest("input, textarea, select, dialog") !== null) return;
    if (!event.ctrlKey && !event.metaKey && !event.altKey) act(event);
  };
  document.addEventListener("keydown", hear);
  return () => document.removeEventListener("keydown", hear);
}
