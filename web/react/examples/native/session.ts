/**
 * A Stunity app for phones: signing in, news as it happens, and what is unread on the icon.
 *
 * The parts that only a phone has are given from outside, so this file runs in Node as well:
 *
 *     import { AppState } from "react-native";
 *     import NetInfo from "@react-native-community/netinfo";
 *     import * as SecureStore from "expo-secure-store";
 *
 *     const session = new PhoneSession({ appState: AppState, netInfo: NetInfo, setBadge, keep: SecureStore });
 *     await session.signIn(email, password);
 */

import { ApiClient } from "@stunity/client";
import { NotificationGroups } from "@stunity/client/helpers";
import { type AppStateLike, type NetInfoLike, nativeStream } from "@stunity/react/native";

export interface Phone {
  appState: AppStateLike;
  netInfo?: NetInfoLike;
  /** Shows a number on the app's icon. */
  setBadge: (count: number) => void;
  /** Where secrets of this app lie, such as the keychain. */
  keep: { getItem(name: string): string | null; setItem(name: string, value: string): void; deleteItem(name: string): void };
  /** Where the API is. */
  base: string;
  /** The SDK's options for tests: a network and a clock that they hold in their hands. */
  fetch?: typeof fetch;
  stream?: Record<string, unknown>;
}

const KEY = "stunity.session";

type Session = NonNullable<ApiClient["session"]>;

/** One signed-in person on one phone. */
export class PhoneSession {
  readonly api: ApiClient;
  #phone: Phone;
  #stream: ReturnType<typeof nativeStream> | null = null;
  #notifications: NotificationGroups | null = null;

  constructor(phone: Phone) {
    this.#phone = phone;
    this.api = new ApiClient({
      base: phone.base,
      sessions: { get: () => this.#read(), set: (session) => this.#write(session) },
      ...(phone.fetch && { fetch: phone.fetch }),
    });
  }

  get status() {
    return this.#stream?.stream.status ?? "offline";
  }

  get stream() {
    return this.#stream?.stream ?? null;
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.api.login({ email, password });
    await this.begin();
  }

  /** Follow the school, when the app starts and somebody is signed in. */
  async begin(): Promise<void> {
    const { session } = this.api;
    if (session === null) return;
    const { appState, netInfo, base, stream = {} } = this.#phone;
    const { relayUrl } = await this.api.meta();
    this.#stream = nativeStream({
      appState,
      netInfo,
      base,
      person: `${session.tenantId} ${session.userId}`,
      token: (wish) => this.api.token(wish),
      client: stream,
    });
    const notifications = new NotificationGroups(this.#stream.stream.client);
    notifications.addEventListener("change", () => this.#phone.setBadge(notifications.unread));
    this.#notifications = notifications;
    this.#stream.stream.onStale((channels) => {
      if (channels.some(({ kind }) => kind === "user")) void this.#load();
    });
    this.#stream.stream.start(relayUrl);
    await this.#load();
  }

  async signOut(): Promise<void> {
    this.#notifications?.stop();
    this.#stream?.stop();
    this.#stream = null;
    this.#phone.setBadge(0);
    await this.api.logout();
  }

  async #load() {
    const [page, { unread }] = await Promise.all([this.api.notifications({ limit: 50 }), this.api.unreadCount()]);
    this.#notifications?.load(page.data, unread);
  }

  #read(): Session | null {
    return JSON.parse(this.#phone.keep.getItem(KEY) ?? "null") as Session | null;
  }

  #write(session: Session | null) {
    if (session === null) this.#phone.keep.deleteItem(KEY);
    else this.#phone.keep.setItem(KEY, JSON.stringify(session));
  }
}
