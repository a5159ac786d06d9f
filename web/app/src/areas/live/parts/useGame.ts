import { useStream } from "@stunity/react";
import { useEffect, useMemo } from "preact/hooks";

import type { Seat } from "../../../kernel/world";
import { Game } from "../model/game";
import { requestsOf } from "../requests";

/** A game for as long as a component is there; it follows the stream of the seat. */
export function useGame(seat: Seat, code: string, { isOutside = false, hosts = false } = {}): Game {
  const game = useMemo(() => new Game(requestsOf(seat.api, code), code), [seat, code]);
  useStream(`live:${code}`, hosts ? `host:${code}` : null);
  useEffect(() => {
    const leave = [
      seat.stream.subscribe("live:*", (envelope) => game.apply(envelope)),
      seat.stream.onStale((channels) => {
        const about = channels.some(({ kind, key }) => (kind === "live" || kind === "host") && key === code);
        if (about && game.standing !== "outside") void game.load();
      }),
    ];
    if (isOutside) game.standing = "outside";
    else void game.load();
    return () => {
      leave.forEach((each) => each());
      game.stop();
    };
  }, [game]);
  return game;
}
