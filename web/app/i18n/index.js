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
    // Not Intl.RelativeTimeFormat: Debian's Chromium has no Khmer in it.
    const minutes = Math.max(0, (now - Date.parse(iso)) / 60_000);
    if (minutes < 0.75) return this.t("time.now");
    if (minutes < 59.5) return this.t("time.minutes", { count: Math.max(1, Math.round(minutes)) });
    const hours = Math.round(minutes / 60);
    if (hours < 24) return this.t("time.hours", { count: hours });
    const days = Math.round(hours / 24);
    if (days < 7) return this.t("time.days", { count: days });
    return this.#date({ day: "2-digit", month: "2-digit", year: "numeric" }).format(new Date(iso));
  }

  /** @param {string} iso */
  moment(iso) {
    return this.#date({ dateStyle: "short", timeStyle: "short" }).format(new Date(iso));
  }

  /** @param {Intl.DateTimeFormatOptions} options */
  #date(options) {
    // Day before month, as both languages are written where the school is.
    return new Intl.DateTimeFormat(
      [this.language === "en" ? "en-GB" : this.language, "en-GB"],
      options,
    );
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
