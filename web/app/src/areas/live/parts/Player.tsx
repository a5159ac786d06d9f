import { CircleAlert, DoorOpen } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { navigate } from "../../../kernel/router";
import type { Seat } from "../../../kernel/world";
import type { GuestSeat } from "../../../shared/guest";
import { Button, ButtonLink } from "../../../ui/Button";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import type { Game } from "../model/game";
import { Door } from "./Door";
import { End, Verdict } from "./Outcome";
import { OpenQuestion } from "./OpenQuestion";
import css from "./Player.module.css";
import { Lobby, Waiting } from "./Waiting";
import { useBusy } from "./useBusy";
import { useGame } from "./useGame";

interface PlayerProps {
  seat: Seat;
  code: string;
  /** The same seat, where it is that of somebody without an account. */
  guest?: GuestSeat;
  /** Whether there is nobody yet to ask for. */
  isOutside?: boolean;
}

/** What there is to see; another one is another screen. */
function screenOf(game: Game, over: number | null): string {
  const { standing, state } = game;
  if (standing !== "ready" || state === null) return standing;
  if (game.over) return "end";
  if (state.status !== "ACTIVE" || state.index === null) return state.status === "LOBBY" ? "lobby" : "getReady";
  if (state.phase === "revealed") return "revealed";
  if (state.me?.answer) return "answered";
  return game.open && over !== state.index ? "open" : "timeUp";
}

/** One who plays: at the door, waiting, answering, and told how it was. */
export function Player({ seat, code, guest, isOutside = false }: PlayerProps) {
  const game = useGame(seat, code, { isOutside });
  // The clock is no signal: the countdown says when the time of a question is up.
  const [over, setOver] = useState<number | null>(null);
  const { state } = game;
  const screen = screenOf(game, over);
  const section = useRef<HTMLElement>(null);
  const shown = useRef(screen);

  useEffect(() => {
    // A pass that was refused is gone, and its owner is at the door again.
    if (isOutside && game.standing === "gone") game.standing = "outside";
  }, [isOutside, game.standing]);
  useEffect(() => {
    if (shown.current === screen) return;
    shown.current = screen;
    window.scrollTo({ top: 0, behavior: "instant" });
    const heading = section.current?.querySelector<HTMLElement>("h2");
    if (section.current?.contains(document.activeElement)) return;
    heading?.focus({ preventScroll: true });
  }, [screen, state?.index]);

  async function join(body: { nickname?: string; returnCode?: string }, language: "en" | "km") {
    const joined = await game.requests.join({ ...body, language });
    if (joined.guest !== null && guest) guest.session.begin(joined.guest, joined.participantId);
    await game.load();
  }

  return (
    <section ref={section} class={css.play} aria-label={t("game.title")} data-screen={screen}>
      {screen === "loading" && <Skeletons count={1} shape="post" />}
      {screen === "error" && (
        <Trouble title={t("game.error")} error={game.error} retry={() => void game.load()} />
      )}
      {screen === "away" && (
        <Empty icon={DoorOpen} title={t("game.sentAway")} hint={t("game.sentAwayHint")} />
      )}
      {screen === "gone" && (
        <Empty icon={CircleAlert} title={t("game.notFound")} hint={t("game.notFoundHint")}>
          <ButtonLink href={guest ? "/enter" : "/classroom"}>{t("game.otherCode")}</ButtonLink>
        </Empty>
      )}
      {screen === "outside" && <Door code={code} guest={guest !== undefined} join={join} />}
      {screen === "lobby" && (
        <>
          <Lobby game={game} />
          <Leave game={game} guest={guest} />
        </>
      )}
      {screen === "open" && (
        <OpenQuestion key={state?.index} game={game} onOver={() => setOver(state?.index ?? null)} />
      )}
      {(screen === "answered" || screen === "timeUp" || screen === "getReady") && (
        <Waiting game={game} what={screen} />
      )}
      {screen === "revealed" && <Verdict game={game} />}
      {screen === "end" && <End game={game} home={guest ? "/enter" : "/classroom"} />}
    </section>
  );
}

function Leave({ game, guest }: { game: Game; guest?: GuestSeat }) {
  const [busy, run] = useBusy();
  const leave = () =>
    run(async () => {
      await game.requests.leave();
      guest?.session.set(null);
      await navigate(guest ? "/enter" : "/classroom");
    });
  return (
    <p class={css.center}>
      <Button kind="quiet" aria-disabled={busy} onClick={() => void leave()}>
        {t("game.leave")}
      </Button>
    </p>
  );
}
