import { signal } from "@preact/signals";

import { messageOf } from "./errors";

export interface Toast {
  id: number;
  text: string;
  urgent: boolean;
}

const SHOWN = 5000;
const MOST = 3;
let last = 0;

export const toasts = signal<readonly Toast[]>([]);
export const announcement = signal("");

function add(text: string, urgent: boolean) {
  const id = (last += 1);
  toasts.value = [...toasts.value, { id, text, urgent }].slice(-MOST);
  setTimeout(() => void (toasts.value = toasts.value.filter((one) => one.id !== id)), SHOWN);
}

/** Show and say something for a moment. */
export function toast(text: string): void {
  add(text, false);
}

/** Show what went wrong. */
export function fail(error: unknown): void {
  add(messageOf(error), true);
}

/** Say something to a screen reader. */
export function announce(text: string): void {
  // The same words twice are news only when the element was empty in between.
  announcement.value = "";
  setTimeout(() => void (announcement.value = text), 50);
}
