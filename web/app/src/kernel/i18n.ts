import { computed, signal } from "@preact/signals";
import { type Messages, setupI18n } from "@lingui/core";

export type Language = "en" | "km";
export const LANGUAGES: Record<Language, string> = { en: "English", km: "ខ្មែរ" };

const KEY = "stunity.language";
const known = (tag: string | null | undefined): tag is Language => tag != null && tag in LANGUAGES;

/** The language of the interface. Components that call a `t` follow it. */
export const language = signal<Language>(preferred());

function preferred(): Language {
  const chosen = localStorage.getItem(KEY);
  if (known(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.split("-", 1)[0]).find(known) ?? "en";
}

type Values = Record<string, string | number>;
type Catalogue = { default: object };

export interface Translate<Key extends string> {
  /** A message in the reader's language; ICU plurals, numbers as the language writes them. */
  (key: Key, values?: Values): string;
  /** Whether a key that came from outside is one of these. */
  has(key: string): key is Key;
  /** Have the catalogue of a language here; pages wait for theirs. */
  load(wanted: Language): Promise<void>;
}

const catalogues: Pick<Translate<string>, "load">[] = [];

/**
 * The messages of an area, one compiled file for each language, loaded when somebody reads it.
 *
 *     export const t = messages<keyof typeof en>({
 *       en: () => import("./en.json"), km: () => import("./km.json") });
 */
export function messages<Key extends string>(
  files: Record<Language, () => Promise<Catalogue>>,
): Translate<Key> {
  const i18n = setupI18n();
  const loaded = new Map<Language, Messages>();
  const version = signal(0);
  const current = computed(() => {
    void version.value;
    const messages = loaded.get(language.value) ?? {};
    i18n.loadAndActivate({ locale: language.value, messages });
    return messages;
  });
  const translate = (key: Key, values: Values = {}) => {
    const plural = isPlural(current.value[key]);
    return i18n._(key, formatted(values, plural));
  };
  const made = Object.assign(translate, {
    has: (key: string): key is Key => key in current.value,
    load: async (wanted: Language) => {
      if (loaded.has(wanted)) return;
      const { default: read } = await files[wanted]();
      loaded.set(wanted, read as Messages);
      version.value += 1;
    },
  });
  catalogues.push(made);
  return made;
}

/** Plurals need the number itself, and write it by themselves; everywhere else it is text. */
function formatted(values: Values, plural: boolean): Values {
  const written = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === "string" || (plural && name === "count") ? value : number(value),
  ]);
  return Object.fromEntries(written) as Values;
}

function isPlural(message: Messages[string] | undefined): boolean {
  return Array.isArray(message) && message.some((part) => Array.isArray(part) && part.length > 1);
}

/** Change the language once every catalogue in use has it, so that no page shows two. */
export async function chooseLanguage(wanted: Language): Promise<void> {
  await Promise.all(catalogues.map((each) => each.load(wanted)));
  localStorage.setItem(KEY, wanted);
  language.value = wanted;
}

/** A number as the language writes it. */
export function number(value: number, options?: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(language.value, options).format(value);
}

/** A number with all its digits and nothing between them: it cannot be taken for another. */
export function exact(value: number): string {
  return number(value, { useGrouping: false, maximumFractionDigits: 20 });
}

/** A date or time. Day before month, as both languages are written where the school is. */
export function date(value: Date, options: Intl.DateTimeFormatOptions): string {
  const parts = new Intl.DateTimeFormat("en-GB", options).formatToParts(value);
  const named = language.value === "km" ? inKhmer : ({ value: word }: Intl.DateTimeFormatPart) => word;
  return parts.map(named).join("");
}

// Not Intl's: Debian's Chromium has no Khmer in it, and would say them in English.
const NAMES: Record<string, string> = {
  Jan: "មករា",
  Feb: "កុម្ភៈ",
  Mar: "មីនា",
  Apr: "មេសា",
  May: "ឧសភា",
  Jun: "មិថុនា",
  Jul: "កក្កដា",
  Aug: "សីហា",
  Sep: "កញ្ញា",
  Oct: "តុលា",
  Nov: "វិច្ឆិកា",
  Dec: "ធ្នូ",
  Mon: "ចន្ទ",
  Tue: "អង្គារ",
  Wed: "ពុធ",
  Thu: "ព្រហស្បតិ៍",
  Fri: "សុក្រ",
  Sat: "សៅរ៍",
  Sun: "អាទិត្យ",
};

function inKhmer({ type, value }: Intl.DateTimeFormatPart): string {
  const name = type === "month" || type === "weekday" ? NAMES[value.slice(0, 3)] : undefined;
  return name ?? value;
}

/** A text in the reader's language, where it was written in it. */
export function inLanguage(text: string, textKh: string | null | undefined): string {
  return language.value === "km" && textKh ? textKh : text;
}
