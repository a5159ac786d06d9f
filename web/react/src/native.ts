/**
 * For React Native: what is around the app instead of a page, and a stream over XMLHttpRequest, whose
 * answers can be read while they come (the fetch of React Native gives a body when it is whole).
 */

import { type RealtimeClient, SseParser, Watch } from "@stunity/client";

import { Stream, type StreamOptions } from "./stream";

type Transport = NonNullable<NonNullable<ConstructorParameters<typeof RealtimeClient>[0]>["transport"]>;
type TransportRequest = Parameters<Transport["open"]>[0];
type StreamEnd = Parameters<TransportRequest["onEnd"]>[0];

/** React Native's `AppState`, as far as it is used. */
export interface AppStateLike {
  currentState: string;
  addEventListener(name: "change", listener: (state: string) => void): { remove(): void };
}

/** `NetInfo` of `@react-native-community/netinfo`, as far as it is used. */
export interface NetInfoLike {
  addEventListener(listener: (state: { isConnected: boolean | null }) => void): () => void;
}

/** How often an app in the background asks for news. */
export const BACKGROUND_POLL = 10_000;

/** The app's state and network as the SDK hears of a page's. `stop` lets go of both. */
export function surroundingsOf(appState: AppStateLike, netInfo?: NetInfoLike) {
  const window = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: visibility(appState.currentState) });
  let online = true;
  const state = appState.addEventListener("change", (next) => {
    const before = document.visibilityState;
    document.visibilityState = visibility(next);
    if (before !== document.visibilityState) document.dispatchEvent(new Event("visibilitychange"));
  });
  const unlisten = netInfo?.addEventListener(({ isConnected }) => {
    const now = isConnected !== false;
    if (now !== online) window.dispatchEvent(new Event(now ? "online" : "offline"));
    online = now;
  });
  return {
    surroundings: { window, document, locks: null, channel: null },
    hasNetwork: () => online,
    stop: () => {
      state.remove();
      unlisten?.();
    },
  };
}

/** iOS says `inactive` for a glance at the notifications: the app is still looked at. */
const visibility = (state: string) => (state === "background" ? "hidden" : "visible");

type Xhr = Pick<
  XMLHttpRequest,
  "open" | "send" | "abort" | "setRequestHeader" | "getResponseHeader" | "status" | "responseText"
> & { onprogress: unknown; onload: unknown; onerror: unknown };

/** A stream over XMLHttpRequest. */
export function xhrTransport(make: () => Xhr = () => new XMLHttpRequest()): Transport {
  return { name: "xhr", tellsStatus: true, open: (request) => open(request, make()) };
}

function open(request: TransportRequest, xhr: Xhr) {
  const watch = new Watch(request, () => xhr.abort());
  const parser = new SseParser({
    // A handler may close this stream while the parser still holds messages of the same piece.
    onMessage: ({ data }: { data: string }) => watch.done || request.onMessage(data),
  });
  const encoder = new TextEncoder();
  let taken = 0;
  const end = (given: StreamEnd) => watch.end(given);
  const take = () => {
    if (watch.done || xhr.status !== 200) return;
    const text = xhr.responseText.slice(taken);
    taken += text.length;
    const bytes = encoder.encode(text);
    watch.alive(bytes.byteLength);
    parser.push(bytes);
  };
  xhr.onprogress = take;
  xhr.onload = () => {
    take();
    if (xhr.status === 200) end({ kind: "eof" });
    else end({ kind: "status", status: xhr.status, retryAfter: 1000 * (Number(xhr.getResponseHeader("Retry-After")) || 0) });
  };
  xhr.onerror = () => end({ kind: "network", error: new Error("the stream broke off") });
  xhr.open("GET", request.url);
  xhr.setRequestHeader("Accept", "text/event-stream");
  xhr.setRequestHeader("Authorization", `Bearer ${request.token}`);
  if (request.cursor !== null) xhr.setRequestHeader("Last-Event-ID", request.cursor);
  xhr.send();
  return watch;
}

interface NativeOptions extends Omit<StreamOptions, "hasNetwork"> {
  appState: AppStateLike;
  netInfo?: NetInfoLike;
  transport?: Transport;
}

/** A stream for an app: live while it is looked at, asking every ten seconds in the background. */
export function nativeStream({ appState, netInfo, transport = xhrTransport(), client = {}, ...options }: NativeOptions) {
  const { surroundings, hasNetwork, stop } = surroundingsOf(appState, netInfo);
  const stream = new Stream({
    ...options,
    hasNetwork,
    client: { surroundings, transport, pollInBackground: true, backgroundPollMs: BACKGROUND_POLL, share: null, ...client },
  });
  return {
    stream,
    stop: () => {
      stream.stop();
      stop();
    },
  };
}
