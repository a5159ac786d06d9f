import { en } from "./en.js";
import { km } from "./km.js";

/** @typedef {"en" | "km"} Language */
/** @typedef {keyof typeof en} MessageKey */
/** @typedef {{one?: string, other: string}} Counted */

export const LANGUAGES = /** @type {const} */ ({ en: "English", km: "ខ្មែរ" });

/** @type {Record<Language, Record<string, string | Counted>>} */
const messages = { en, km };
const KEY = "stunity.language";

/** The words of the interface in the language of its reader. */
export class Translator {
  /** @type {Language} */
  language;
  #storage;

  /**
   * @param {Storage} storage remembers the choice
   * @param {readonly string[]} preferred languages of the browser, best first
   */
  constructor(storage, preferred) {
    this.#storage = storage;
    const chosen = storage.getItem(KEY) ?? preferred.map((tag) => tag.split("-", 1)[0]).find(known);
    this.language = chosen !== undefined && known(chosen) ? chosen : "en";
  }

  /** @param {Language} language */
  choose(language) {
    this.language = language;
    this.#storage.setItem(KEY, language);
  }

  /**
   * A message, with `{name}` filled in and, where it has two forms, the one that fits `count`.
   *
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   * @returns {string}
   */
  t = (key, values = {}) => {
    const message = messages[this.language][key] ?? en[/** @type {MessageKey} */ (key)] ?? key;
    const text = typeof message === "string" ? message : form(message, values.count);
    return text.replace(/\{([a-z]+)\}/g, (whole, name) => {
      const value = values[name];
      return typeof value === "number" ? this.number(value) : (value ?? whole);
    });
  };

  /** @param {number} value */
  number(value) {
    return new Intl.NumberFormat(this.language).format(value);
  }

  /**
   * How long ago, in the words of the language.
   *
   * @param {string} iso
   * @param {number} now epoch milliseconds
   */
  ago(iso, now) {
    const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
    const relative = new Intl.RelativeTimeFormat(this.language, { style: "short" });
    if (seconds < 45) return this.t("time.now");
    if (seconds < 3600) return relative.format(-Math.round(seconds / 60) || -1, "minute");
    if (seconds < 86_400) return relative.format(-Math.round(seconds / 3600), "hour");
    if (seconds < 604_800) return relative.format(-Math.round(seconds / 86_400), "day");
    const sameYear = new Date(iso).getFullYear() === new Date(now).getFullYear();
    const year = sameYear ? undefined : "numeric";
    return this.#date({ day: "numeric", month: "short", year }).format(new Date(iso));
  }

  /** @param {string} iso */
  moment(iso) {
    return this.#date({ dateStyle: "full", timeStyle: "short" }).format(new Date(iso));
  }

  /** @param {Intl.DateTimeFormatOptions} options */
  #date(options) {
    return new Intl.DateTimeFormat(this.language, options);
  }
}

/**
 * @param {string} tag
 * @returns {tag is Language}
 */
function known(tag) {
  return tag in messages;
}

/**
 * @param {Counted} message
 * @param {string | number | undefined} count
 */
function form({ one, other }, count) {
  return count === 1 && one !== undefined ? one : other;
}
