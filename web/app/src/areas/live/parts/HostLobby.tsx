import { Lock, LockOpen } from "lucide-preact";

import { Button } from "../../../ui/Button";
import { t } from "../messages";
import { spaced } from "../model/code";
import type { Game } from "../model/game";
import css from "./Host.module.css";
import { MainButton } from "./MainButton";
import { PlayerList } from "./Players";
import { useBusy } from "./useBusy";

/** Before the game: how to come in, and who has. */
export function HostLobby({ game }: { game: Game }) {
  const [busy, run] = useBusy();
  const { state } = game;
  if (state === null) return null;
  const { locked, participantCount, joinUrl, joinQr, settings } = state;
  const address = (joinUrl ?? "").replace(/^https?:\/\/|\/?\?.*$/g, "");
  return (
    <div class={css.lobby}>
      <section class={css.door}>
        <p class={css.joinAt}>{t("host.joinAt", { address })}</p>
        <h2 class={css.code} aria-label={t("host.code", { code: [...game.code].join(" ") })}>
          {spaced(game.code)}
        </h2>
        {joinQr !== null && (
          <img class={css.qr} src={`data:image/svg+xml;utf8,${encodeURIComponent(joinQr)}`} alt={t("host.qr")} />
        )}
        {!settings.guests && <p class={css.soft}>{t("host.membersOnly")}</p>}
      </section>
      <section class={css.people}>
        <p class={css.count} role="status">
          {t("game.players", { count: participantCount })}
        </p>
        {participantCount === 0 && <p class={css.soft}>{t("host.waiting")}</p>}
        <PlayerList game={game} />
        <div class={css.actions}>
          <Button aria-pressed={locked} aria-disabled={busy} onClick={() => void run(() => game.lock(!locked))}>
            {locked ? <Lock size={18} aria-hidden="true" /> : <LockOpen size={18} aria-hidden="true" />}
            {t(locked ? "host.unlock" : "host.lock")}
          </Button>
          <MainButton game={game} command="start" label="host.start" disabled={participantCount === 0} />
        </div>
      </section>
    </div>
  );
}
