/**
 * Pushes: shown while nobody looks, and opened where they lead.
 *
 * A page of the app that is before its reader shows what happens by itself.
 */

interface Told {
  id: string;
  title: string;
  body: string;
  link: string;
  tag: string;
}

export function followPushes(worker: ServiceWorkerGlobalScope): void {
  worker.addEventListener("push", (event) => {
    const told = read(event.data);
    if (told !== null) event.waitUntil(show(worker, told));
  });
  worker.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(open(worker, (event.notification.data as Told).link));
  });
}

function read(data: PushMessageData | null): Told | null {
  try {
    return data === null ? null : (data.json() as Told);
  } catch {
    // It is of nobody who knows us.
    return null;
  }
}

async function show(worker: ServiceWorkerGlobalScope, told: Told) {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.some((page) => page.visibilityState === "visible")) return;
  const { title, body, tag } = told;
  await worker.registration.showNotification(title, { body, tag, icon: "/icons/icon-192.png", data: told });
}

async function open(worker: ServiceWorkerGlobalScope, link: string) {
  // Only to a page of our own, whatever it says.
  const url = new URL(link, worker.location.origin);
  if (url.origin !== worker.location.origin) return;
  const [page] = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (page === undefined) return void (await worker.clients.openWindow(url));
  await page.focus();
  await page.navigate(url).catch(() => worker.clients.openWindow(url));
}
