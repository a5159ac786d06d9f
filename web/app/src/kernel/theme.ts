import { effect, signal } from "@preact/signals";

export type Theme = "light" | "dark" | "system";
export const THEMES: readonly Theme[] = ["system", "light", "dark"];

const KEY = "stunity.theme";
const kept = localStorage.getItem(KEY) as Theme | null;

/** The colours of this device. */
export const theme = signal<Theme>(kept !== null && THEMES.includes(kept) ? kept : "system");

effect(() => {
  if (theme.value === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
  localStorage.setItem(KEY, theme.value);
});
