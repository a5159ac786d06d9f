import { effect, signal } from "@preact/signals";

const KEY = "stunity.keys";

/**
 * Whether single keys do something on this device. People who speak to their computer, or whose hand
 * touches keys by accident, switch them off; keys with Ctrl or ⌘ go on working.
 */
export const singleKeys = signal(localStorage.getItem(KEY) !== "off");

effect(() => localStorage.setItem(KEY, singleKeys.value ? "on" : "off"));

/** How long the second key of a pair may take. */
const PAIR = 1500;

/** What a key press means: a name of the table, `waiting` for the second key of a pair, or nothing. */
export type Pressed<Name> = Name | "waiting" | null;

/** Reads single keys and pairs such as `g n`, where nobody is writing. */
export class Keys<Name extends string> {
  #first: { key: string; at: number } | null = null;

  /** @param table keys, or pairs with a space between, and what they mean */
  constructor(
    private readonly table: Readonly<Record<string, Name>>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  press(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "repeat" | "isComposing">): Pressed<Name> {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return null;
    const { key } = event;
    if (key === "Shift") return null;
    const first = this.#first !== null && this.now() - this.#first.at < PAIR ? this.#first.key : null;
    this.#first = null;
    const found = first === null ? this.table[key] : this.table[`${first} ${key}`];
    if (found !== undefined) return found;
    const begins = Object.keys(this.table).some((one) => one.startsWith(`${key} `));
    if (!begins) return null;
    this.#first = { key, at: this.now() };
    return "waiting";
  }
}

/** Whether a key belongs to whatever has the focus: somebody writes, chooses or reads a window there. */
export function isWriting(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  if (document.querySelector("dialog[open]") !== null) return true;
  return element?.closest?.("input, textarea, select, [contenteditable], [role=menu], [role=listbox]") != null;
}
