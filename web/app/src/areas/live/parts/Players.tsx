import { KeyRound, X } from "lucide-preact";
import { useState } from "preact/hooks";

import { fail } from "../../../kernel/toast";
import { Button, IconButton } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { t } from "../messages";
import { spaced } from "../model/code";
import type { Game } from "../model/game";
import css from "./Host.module.css";

/** Everybody in the game, and a way to send them away. */
export function PlayerList({ game, onReturn }: { game: Game; onReturn?: (id: string, name: string) => void }) {
  return (
    <ul class={css.names}>
      {game.state?.players.map(({ participantId: id, nickname: name, guest }) => (
        <li key={id} class={css.name} data-id={id}>
          <span dir="auto">{name}</span>
          {guest && onReturn !== undefined && (
            <IconButton icon={KeyRound} label={t("host.return", { name })} onClick={() => onReturn(id, name)} />
          )}
          <IconButton icon={X} label={t("host.kick", { name })} onClick={() => void game.kick(id).catch(fail)} />
        </li>
      ))}
    </ul>
  );
}

/** The players during the game: late ones see the code, guests who lost their device get a way back. */
export function Players({ game, onClose }: { game: Game; onClose: () => void }) {
  const [given, setGiven] = useState<{ code: string; name: string } | null>(null);

  async function letBack(id: string, name: string) {
    try {
      const { code } = await game.requests.letBack(id);
      setGiven({ code, name });
    } catch (error) {
      fail(error);
    }
  }

  return (
    <Dialog title={t("game.players", { count: game.state?.participantCount ?? 0 })} onClose={onClose}>
      <div class={css.dialog}>
        <div role="status">
          {given !== null && (
            <div class={css.given}>
              <p dir="auto">{t("host.returnOf", { name: given.name })}</p>
              <p class={css.returnCode}>{spaced(given.code)}</p>
            </div>
          )}
        </div>
        <PlayerList game={game} onReturn={(id, name) => void letBack(id, name)} />
        <Button autofocus onClick={onClose}>
          {t("host.close")}
        </Button>
      </div>
    </Dialog>
  );
}
