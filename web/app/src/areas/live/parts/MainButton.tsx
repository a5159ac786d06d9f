import { useEffect, useRef } from "preact/hooks";

import { t } from "../messages";
import type { Game } from "../model/game";
import type { Command } from "../requests";
import css from "./Host.module.css";
import { onFreeKey } from "./keys";
import { useBusy } from "./useBusy";

interface MainButtonProps {
  game: Game;
  command: Command;
  label: Parameters<typeof t>[0];
  disabled?: boolean;
  /** Nothing is left to wait for. */
  ready?: boolean;
}

/** The one thing to do now; Space, Enter and the arrow to the right do it too. */
export function MainButton({ game, command, label, disabled = false, ready = false }: MainButtonProps) {
  const [busy, run] = useBusy();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(
    () =>
      onFreeKey((event) => {
        const { target } = event;
        if (target instanceof HTMLElement && target.closest("button, a") !== null) return;
        if (event.key !== " " && event.key !== "Enter" && event.key !== "ArrowRight") return;
        event.preventDefault();
        if (!event.repeat) button.current?.click();
      }),
    [],
  );
  return (
    <button
      ref={button}
      type="button"
      class={css.main}
      data-command={command}
      data-ready={ready}
      disabled={disabled}
      aria-disabled={busy}
      onClick={() => void run(() => game.lead(command))}
    >
      {t(label)}
    </button>
  );
}
