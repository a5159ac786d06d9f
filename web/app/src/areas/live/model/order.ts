import type { GameRead } from "../requests";

const PHASES = ["question_open", "question_closed", "revealed"];

/**
 * Whether an answer that has arrived was overtaken by what is known: it is about an earlier
 * question, or about the question before it was revealed.
 */
export function isOlder(state: GameRead, known: GameRead): boolean {
  if (state.status !== "ACTIVE" || known.status !== "ACTIVE") return false;
  const [index, before] = [state.index ?? -1, known.index ?? -1];
  if (index !== before) return index < before;
  return (
    known.phase === "revealed" &&
    PHASES.indexOf(state.phase ?? "") < PHASES.indexOf(known.phase)
  );
}
