import { messages } from "../../../kernel/i18n";
import type en from "./en.json";

export const t = messages<keyof typeof en>({
  en: () => import("./en.json"),
  km: () => import("./km.json"),
});
