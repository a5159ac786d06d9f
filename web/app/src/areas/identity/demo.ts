import { signal } from "@preact/signals";

/** The accounts of the demo school; a local stack has them. */
export const DEMO_PASSWORD = "stunity-demo";
export const DEMO_ACCOUNTS = [
  { id: "demo-1", email: "student@demo.school", role: "STUDENT" },
  { id: "demo-5", email: "teacher@demo.school", role: "TEACHER" },
  { id: "demo-7", email: "leakena@demo.school", role: "PARENT" },
  { id: "demo-9", email: "admin@demo.school", role: "ADMIN" },
] as const;

/** Whether the demo accounts exist here. */
export const isDemo = signal(/^(localhost|127\.0\.0\.1|\[::1\])$/.test(location.hostname));

/** Elsewhere it is asked whether this is a local stack. */
export async function lookForDemo(): Promise<void> {
  if (isDemo.value) return;
  try {
    isDemo.value = (await fetch("/dev/services.json", { method: "HEAD" })).ok;
  } catch {
    // Then nobody needs them.
  }
}
