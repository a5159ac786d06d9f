import { requests as routes } from "../requests";

/** Whether this browser shows pushes: not at all, not yet, never again, or already. */
export type PushState = "unsupported" | "off" | "denied" | "on";

const supported = () => "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

export async function pushState(requests = routes): Promise<PushState> {
  if (!supported()) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  if ((await subscription()) === null) return "off";
  // Signing out, or another device of the same person, takes this one off; the browser is not told.
  return (await here(requests)).length > 0 ? "on" : "off";
}

const here = async ({ devices }: typeof routes) =>
  (await devices()).data.filter(({ current, platform }) => current && platform === "WEB");

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

/** Show none any more. */
export async function turnOff(requests = routes): Promise<PushState> {
  await (await subscription())?.unsubscribe();
  for (const { id } of await here(requests)) await requests.removeDevice(id);
  return "off";
}
