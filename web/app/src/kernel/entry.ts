import { type MeRead, api, ask, sdk } from "./api";
import { type CaughtUp, type KeptAccount, type OfflinePlan, catchUp, forgetKept, forgetOthers, lastAccount } from "./offline";
import { World } from "./world";

/** How long an answer may take before the app begins with what it knows. */
const PATIENCE = 1500;

interface Identity {
  me: MeRead;
  relayUrl: string;
  /** What happened since the last visit, and where the stream goes on. */
  ahead: CaughtUp | null;
}

/**
 * Become whoever is signed in in this browser; null where nobody is.
 *
 * Without a network, or with a very slow one, the app begins as whoever it was at the last visit.
 *
 * @param onChanged it was somebody else, or the server knows them otherwise by now: enter again
 */
export async function enter(plan: OfflinePlan, onChanged: () => void): Promise<World | null> {
  const remembered = lastAccount();
  const asked = askServer(remembered);
  asked.catch(() => {});
  const last = await remembered;
  const kept = last !== undefined && mayBe(last) ? asKept(last) : undefined;
  const found = kept === undefined ? await asked : await soon(asked, kept);
  if (found === null) {
    await forgetKept({ written: false });
    return null;
  }
  const { me, relayUrl, ahead } = found;
  await forgetOthers(me.id);
  const known = last?.account === `${me.tenant.id} ${me.id}` ? last.cursor : null;
  const world = new World(me, relayUrl, plan, known, ahead);
  await world.pages.restore();
  if (kept !== undefined && found === kept) void later(asked, kept, onChanged);
  return world;
}

/** Whether the account may be the one that is signed in, as far as this tab knows, and can be read. */
function mayBe({ account, version }: KeptAccount): boolean {
  const { session } = sdk;
  if (version !== __API__) return false;
  return session === null || account === `${session.tenantId} ${session.userId}`;
}

const asKept = ({ me, relayUrl }: KeptAccount): Identity => ({ me: me as MeRead, relayUrl, ahead: null });

/** Who is here, as the server says; null where nobody is signed in. */
async function askServer(remembered: Promise<KeptAccount | undefined>): Promise<Identity | null> {
  if ((await sdk.token()) === null) return null;
  const [me, { relayUrl }, ahead] = await Promise.all([
    ask(api.GET("/v1/users/me")),
    ask(api.GET("/v1/meta")),
    // Before anything is read that its events could change. Without it all is read twice.
    remembered.then((last) => catchUp(last !== undefined && mayBe(last) ? last.cursor : null)).catch(() => null),
  ]);
  return { me, relayUrl, ahead };
}

/** The answer, or what is kept where it does not come. A session that is over is not kept up. */
function soon(asked: Promise<Identity | null>, kept: Identity): Promise<Identity | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(kept), PATIENCE);
    const settle = (done: () => void) => {
      clearTimeout(timer);
      done();
    };
    asked.then(
      (found) => settle(() => resolve(found)),
      (error: { temporary?: boolean }) => settle(() => (error.temporary === true ? resolve(kept) : reject(error as Error))),
    );
  });
}

async function later(asked: Promise<Identity | null>, kept: Identity, onChanged: () => void) {
  const now = await asked.catch(() => null);
  if (now === null) return;
  const { me, relayUrl } = kept;
  if (JSON.stringify([now.me, now.relayUrl]) !== JSON.stringify([me, relayUrl])) onChanged();
}
