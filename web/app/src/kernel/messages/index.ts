import { messages } from "../i18n";
import type en from "./en.json";

/** The words that every page shares. */
export const t = messages<keyof typeof en>({
  en: () => import("./en.json"),
  km: () => import("./km.json"),
});
