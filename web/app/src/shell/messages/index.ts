import { messages } from "../../kernel/i18n";
import type en from "./en.json";

/** Words of the command palette and of the overview of keys. */
export const t = messages<keyof typeof en>({ en: () => import("./en.json"), km: () => import("./km.json") });
