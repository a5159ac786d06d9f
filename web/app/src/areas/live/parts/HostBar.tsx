import { Maximize, Users, Volume2, VolumeX } from "lucide-preact";
import { useState } from "preact/hooks";

import { t as shared } from "../../../kernel/messages";
import { BrandLink } from "../../../ui/Brand";
import { Button, IconButton } from "../../../ui/Button";
import { askFirst } from "../../../ui/Dialog";
import { StatusPill } from "../../../ui/Status";
import { t } from "../messages";
import { spaced } from "../model/code";
import type { Game } from "../model/game";
import css from "./Host.module.css";
import { Players } from "./Players";
import { setSound, sound } from "./sound";
import { useBusy } from "./useBusy";

function toggleFullscreen() {
  if (document.fullscreenElement !== null) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen?.().catch(() => {});
}

/** The line above the stage: the code for those who come late, and what the host has at hand. */
export function HostBar({ game }: { game: Game }) {
  const [busy, run] = useBusy();
  const [shows, setShows] = useState(false);
  const { state } = game;
  const on = sound.value;

  async function end() {
    const words = { title: t("host.endTitle"), text: t("host.endText") };
    const sure = await askFirst({ ...words, confirm: t("host.end"), cancel: shared("app.cancel") });
    if (sure) await run(() => game.lead("end"));
  }

  return (
    <>
      <BrandLink href="/classroom" to={shared("nav.classroom")} />
      {state?.role === "host" && !game.over && (
        <Button
          kind="quiet"
          aria-haspopup="dialog"
          onClick={() => {
            // Who of the players is a guest is in no event.
            void game.load();
            setShows(true);
          }}
        >
          <Users size={20} aria-hidden="true" />
          <span class={css.barCode}>{spaced(game.code)}</span>
          <span class="visually-hidden">{t("host.players")}</span>
        </Button>
      )}
      <span class={css.barTitle} dir="auto">
        {state?.title}
      </span>
      <span class="grow" />
      <StatusPill />
      <IconButton icon={on ? Volume2 : VolumeX} label={t(on ? "host.soundOff" : "host.soundOn")} onClick={() => setSound(!on)} />
      <IconButton icon={Maximize} label={t("host.fullscreen")} onClick={toggleFullscreen} />
      {state?.role === "host" && !game.over && (
        <Button kind="quiet" aria-disabled={busy} onClick={() => void end()}>
          {t("host.end")}
        </Button>
      )}
      {shows && <Players game={game} onClose={() => setShows(false)} />}
    </>
  );
}
