import type { PreferencesRead } from "../kernel/api";
import { ApiError, api, ask } from "../kernel/api";
import { sound, still } from "../kernel/comfort";
import type { Bridge } from "../kernel/events";
import { LANGUAGES, type Language, chooseLanguage } from "../kernel/i18n";
import { type Theme, theme } from "../kernel/theme";
import type { World } from "../kernel/world";

export const preferencesKey = ["preferences"] as const;

const routes = {
  read: () => ask(api.GET("/v1/users/me/preferences")),
  save: ({ schoolTimezone: _, locale, ...rest }: PreferencesRead) =>
    ask(api.PUT("/v1/users/me/preferences", { body: { ...rest, locale: locale as Language } })),
};

/**
 * How somebody wants the app, on all their devices. Read when they come and when another device has
 * changed it. The language is that of the device until it is chosen anew: the door may speak another
 * one than the account.
 */
export class Preferences {
  readonly bridge: Bridge;
  /** How often something was chosen here: what is read of the time before does not undo it. */
  #chosen = 0;
  #saved: Promise<unknown> = Promise.resolve();
  readonly query = { queryKey: preferencesKey, queryFn: () => this.requests.read() };

  constructor(
    private readonly world: World,
    private readonly requests = routes,
  ) {
    this.bridge = {
      events: {
        "user:updated": ({ data }) => {
          const language = data.changed.includes("locale");
          if (language || data.changed.includes("theme") || data.changed.includes("sound")) void this.#read(true, language);
          else world.refetches.request(preferencesKey);
        },
      },
    };
    void this.#read(false, false);
  }

  /** Change how the app is, here at once and everywhere once the server knows. */
  async change(before: PreferencesRead, change: Partial<PreferencesRead>): Promise<void> {
    const chosen = ++this.#chosen;
    const language = change.locale !== undefined;
    await this.#apply({ ...before, ...change }, language);
    try {
      const kept = await this.#save(change);
      // What was chosen before it was not in what the page showed.
      if (chosen === this.#chosen) await this.#apply(kept, language);
    } catch (error) {
      await this.#apply(before, language);
      throw error;
    }
  }

  /**
   * Choose the look or the language, from wherever that is offered: the device follows at once, the
   * others once the server knows. Without a network it holds here alone.
   */
  async choose(wish: { theme?: Theme; language?: Language }): Promise<void> {
    this.#chosen += 1;
    if (wish.theme !== undefined) theme.value = wish.theme;
    if (wish.language !== undefined) await chooseLanguage(wish.language);
    try {
      const kept = await this.#save({
        ...(wish.theme !== undefined && { theme: wish.theme.toUpperCase() as PreferencesRead["theme"] }),
        ...(wish.language !== undefined && { locale: wish.language }),
      });
      // A read that was under way may have put back what was before.
      await this.#apply(kept, wish.language !== undefined);
    } catch (error) {
      if (!(error instanceof ApiError && error.temporary)) throw error;
    }
  }

  /** One after the other, each upon what the one before has left: two quick ones do not undo each other. */
  #save(change: Partial<PreferencesRead>): Promise<PreferencesRead> {
    const { cache } = this.world;
    const saved = this.#saved.then(async () => {
      const wanted = { ...(await cache.fetchQuery(this.query)), ...change };
      await cache.cancelQueries({ queryKey: preferencesKey });
      const kept = await this.requests.save(wanted);
      cache.setQueryData(preferencesKey, kept);
      return kept;
    });
    this.#saved = saved.catch(() => {});
    return saved;
  }

  /** @param anew another device has changed something, and perhaps the `language` too */
  async #read(anew: boolean, language: boolean) {
    const chosen = this.#chosen;
    try {
      const read = await this.world.cache.fetchQuery({ ...this.query, ...(anew && { staleTime: 0 }) });
      if (chosen === this.#chosen) await this.#apply(read, language);
    } catch {
      // The device is as it was; the settings, or the next visit, say what went wrong.
    }
  }

  async #apply(wanted: PreferencesRead, language: boolean) {
    theme.value = wanted.theme.toLowerCase() as Theme;
    sound.value = wanted.sound;
    still.value = wanted.reducedMotion === true;
    if (language && wanted.locale in LANGUAGES) await chooseLanguage(wanted.locale as Language);
  }
}

/** The preferences of whoever is signed in. */
export const preferences = (world: World): Preferences => world.area(Preferences);
