/**
 * What events say while something is being read.
 *
 * An answer may be older than an event that overtakes it on its way. So the fields that events have
 * changed since the request was sent are laid over its answer. That is right for those that are
 * newer, and for those that are older as well: then the answer knows a change whose own event is
 * still to come.
 */
export class Told<T extends { id: string }> {
  #readings = 0;
  /** By id; null where it is gone. */
  #changes = new Map<string, Partial<T> | null>();

  /** Read something; `over` knows what was told since then until the reading ends. */
  async during<R>(read: () => Promise<R>): Promise<R> {
    this.#readings += 1;
    try {
      return await read();
    } finally {
      this.#readings -= 1;
      if (this.#readings === 0) this.#changes.clear();
    }
  }

  /** @param fields null where it is gone */
  tell(id: string, fields: Partial<T> | null): void {
    if (this.#readings === 0) return;
    this.#changes.set(id, fields && { ...this.#changes.get(id), ...fields });
  }

  /** Items as they are by now, without those that are gone. */
  over<I extends T>(items: readonly I[]): I[] {
    return items.flatMap((item) => {
      const fields = this.#changes.get(item.id);
      return fields === null ? [] : [{ ...item, ...fields }];
    });
  }
}
