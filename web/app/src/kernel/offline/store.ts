import { type DBSchema, type IDBPDatabase, openDB } from "idb";

/** Who used this device last, and what the app needs to begin without a network. */
export interface KeptAccount {
  /** The school and the person: everything else here belongs to one of these. */
  account: string;
  /** The API's document of that time. */
  version: string;
  me: unknown;
  relayUrl: string;
  /** From where `GET /v1/sync` goes on. */
  cursor: string | null;
}

/** The answer to one question, as it was last known. */
export interface KeptPage {
  account: string;
  /** The API's document of that time: what another one says may have other fields. */
  version: string;
  hash: string;
  key: readonly unknown[];
  data: unknown;
  updatedAt: number;
}

export type WaitingState = "waiting" | "refused";

/** What somebody wrote and the server does not have yet. */
export interface Waiting {
  /** Its place in the order. */
  seq?: number;
  /** Its id for good: the server creates it once under this. */
  id: string;
  account: string;
  kind: string;
  body: Record<string, unknown>;
  /** What it belongs to, such as a post. */
  target: string | null;
  writtenAt: number;
  state: WaitingState;
  /** Why the server refused it. */
  reason: string | null;
}

interface Schema extends DBSchema {
  account: { key: string; value: KeptAccount };
  pages: { key: [string, string]; value: KeptPage; indexes: { account: string } };
  outbox: { key: number; value: Waiting; indexes: { account: string } };
}

export type Database = IDBPDatabase<Schema>;

const NAME = "stunity";
export const LAST = "last";

let opened: Promise<Database | null> | null = null;

/** The device's own store, or null where the browser gives none: then nothing outlives the page. */
export function database(): Promise<Database | null> {
  opened ??= open().catch(() => null);
  return opened;
}

function open(): Promise<Database> {
  return openDB<Schema>(NAME, 1, {
    upgrade(db) {
      db.createObjectStore("account");
      db.createObjectStore("pages", { keyPath: ["account", "hash"] }).createIndex("account", "account");
      db.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true }).createIndex("account", "account");
    },
    // Another tab has a newer app: it may go on, and this one keeps nothing more.
    blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
    terminated: () => void (opened = null),
  });
}

/** Forget everything that anybody else read or wrote on this device. */
export async function forgetOthers(userId: string): Promise<void> {
  const db = await database();
  if (db === null) return;
  const work = db.transaction(["account", "pages", "outbox"], "readwrite");
  for (const name of ["account", "pages", "outbox"] as const) {
    const store = work.objectStore(name);
    for (let row = await store.openCursor(); row !== null; row = await row.continue()) {
      if (!row.value.account.endsWith(` ${userId}`)) await row.delete();
    }
  }
  await work.done;
}

/** Forget the pages that were read here, whoever read them; `written`: what waits to be sent as well. */
export async function forgetKept({ written }: { written: boolean }): Promise<void> {
  const db = await database();
  if (db === null) return;
  const names = written ? (["account", "pages", "outbox"] as const) : (["account", "pages"] as const);
  const work = db.transaction(names, "readwrite");
  await Promise.all(names.map((name) => work.objectStore(name).clear()));
  await work.done;
}

/** Who was here last. */
export async function lastAccount(): Promise<KeptAccount | undefined> {
  return (await database())?.get("account", LAST);
}

export async function keepAccount(account: KeptAccount): Promise<void> {
  await (await database())?.put("account", account, LAST);
}
