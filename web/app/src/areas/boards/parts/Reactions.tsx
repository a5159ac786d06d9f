import { useEvent } from "@stunity/react";
import { useRef } from "preact/hooks";

import { fail } from "../../../kernel/toast";
import { t } from "../messages";
import type { Board } from "../model/board";
import { EMOJI } from "../model/reactions";
import css from "./BoardReactions.module.css";

const AT_ONCE = 8;
const MOST = 40;

/** The emoji to press, and above them those that everybody presses. */
export function ReactionBar({ board }: { board: Board }) {
  return (
    <div class={css.bar} data-bottom-bar role="group" aria-label={t("board.reactions")}>
      <ReactionSky boardId={board.id} />
      {EMOJI.map((emoji) => (
        <button
          key={emoji}
          type="button"
          class={css.reaction}
          aria-label={t("board.react", { emoji })}
          onClick={() => board.reactions.tap(emoji, fail)}
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}

/** Where emoji rise and fade. They are shown and forgotten, so no state holds them. */
export function ReactionSky({ boardId, whole = false }: { boardId: string; whole?: boolean }) {
  const sky = useRef<HTMLDivElement>(null);
  useEvent<{ emoji: string; count: number }>("board:reaction", ({ channel, data: { emoji, count } }) => {
    if (sky.current !== null && channel === `board:${boardId}`) rise(sky.current, emoji, count);
  });
  return <div ref={sky} class={css.sky} data-whole={whole} aria-hidden="true" />;
}

function rise(sky: HTMLElement, emoji: string, count: number) {
  for (let n = 0; n < Math.min(count, AT_ONCE) && sky.childElementCount < MOST; n += 1) {
    const bubble = document.createElement("span");
    bubble.className = css.bubble ?? "";
    bubble.textContent = emoji;
    bubble.style.insetInlineStart = `${5 + Math.random() * 90}%`;
    bubble.style.animationDelay = `${n * 90}ms`;
    bubble.addEventListener("animationend", () => bubble.remove());
    sky.append(bubble);
  }
}
