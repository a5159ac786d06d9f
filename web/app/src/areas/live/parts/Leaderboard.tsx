import { ArrowDown, ArrowUp } from "lucide-preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { movesLittle } from "../../../kernel/comfort";
import { number } from "../../../kernel/i18n";
import { t } from "../messages";
import type { GameRead } from "../requests";
import css from "./Leaderboard.module.css";

type Places = NonNullable<GameRead["leaderboard"]>["top"];

/** The first places; whoever rises or falls glides from where they were. */
export function Leaderboard({ places, mine = null }: { places: Places; mine?: string | null }) {
  const list = useGlide(places.map(({ participantId }) => participantId).join(" "));
  return (
    <ol ref={list} class={css.places} aria-label={t("game.leaderboard")}>
      {places.map(({ participantId, rank, nickname, score, delta }) => (
        <li key={participantId} class={css.place} data-mine={participantId === mine}>
          <span class={css.rank}>{number(rank)}</span>
          <span class={css.name} dir="auto">
            {nickname}
          </span>
          {delta !== 0 && <Delta by={delta} />}
          <b class={css.score}>{number(score)}</b>
        </li>
      ))}
    </ol>
  );
}

function Delta({ by }: { by: number }) {
  const text = t(by > 0 ? "game.up" : "game.down", { count: Math.abs(by) });
  const Sign = by > 0 ? ArrowUp : ArrowDown;
  return (
    <span class={css.delta} data-way={by > 0 ? "up" : "down"} title={text}>
      <Sign size={16} aria-hidden="true" />
      <span aria-hidden="true">{number(Math.abs(by))}</span>
      <span class="visually-hidden">{text}</span>
    </span>
  );
}

/** Children of a list glide to their new places when `order` changes. */
function useGlide(order: string) {
  const list = useRef<HTMLOListElement>(null);
  const before = useRef(new Map<Element, number>());
  useLayoutEffect(() => {
    const calm = movesLittle();
    const tops = new Map<Element, number>();
    for (const child of list.current?.children ?? []) {
      const { offsetTop } = child as HTMLElement;
      tops.set(child, offsetTop);
      const by = (before.current.get(child) ?? offsetTop) - offsetTop;
      if (by === 0 || calm) continue;
      child.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], { duration: 400, easing: "ease-out" });
    }
    before.current = tops;
  }, [order]);
  return list;
}
