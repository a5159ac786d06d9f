/** What is being written and not sent yet: it is still there after a look at another page. */
export class Drafts {
  #kept = new Map<string, unknown>();

  get<T>(name: string): T | undefined {
    return this.#kept.get(name) as T | undefined;
  }

  set(name: string, draft: unknown): void {
    this.#kept.set(name, draft);
  }

  delete(name: string): void {
    this.#kept.delete(name);
  }
}
