import { requests as routes } from "../requests";

/** Whether this browser shows pushes: not at all, not yet, never again, or already. */
export type PushState = "unsupported" | "off" | "denied" | "on";

const supported = () => "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

export async function pushState(): Promise<PushState> {
  if (!supported()) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  return (await subscription()) === null ? "off" : "on";
}

/** Have pushes shown by this browser, for whoever is signed in here. */
export async function turnOn(requests = routes): Promise<PushState> {
  const { webPushKey } = await requests.devices();
  if (!supported() || webPushKey === null) return "unsupported";
  if ((await Notification.requestPermission()) !== "granted") return pushState();
  const { pushManager } = await navigator.serviceWorker.ready;
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: webPushKey });
  const { endpoint, keys } = made.toJSON();
  await requests.register({
    platform: "WEB",
    token: endpoint ?? "",
    p256dh: keys?.["p256dh"] ?? "",
    auth: keys?.["auth"] ?? "",
  });
  return "on";
}

/** Show none any more; the service says that the device is gone when the next one is sent. */
export async function turnOff(): Promise<PushState> {
  await (await subscription())?.unsubscribe();
  return "off";
}
