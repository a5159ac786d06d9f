import type { EventData } from "../../../../generated/events";
import type { GameRead } from "../requests";

type Change = Partial<GameRead> | null;
type Told<Type extends keyof EventData> = (state: GameRead, data: EventData[Type]) => Change;

/** Whether a game has ended, in either way. */
export const isOver = ({ status }: GameRead): boolean => status === "COMPLETED" || status === "ABANDONED";

function without(state: GameRead, participantId: string): GameRead["players"] {
  return state.players.filter((player) => player.participantId !== participantId);
}

/**
 * What an event changes in a game as it is known, or null where it is old. Each says how something
 * is, so that it may be said twice.
 */
export const changes = {
  "live:participant_joined": (state, { participantId, nickname, participantCount }) => {
    const known = state.players.find((player) => player.participantId === participantId);
    const player = { participantId, nickname, guest: known?.guest ?? false };
    return { players: [...without(state, participantId), player], participantCount };
  },
  "live:participant_left": (state, { participantId, participantCount }) => ({
    players: without(state, participantId),
    participantCount,
  }),
  "live:participant_kicked": (state, { participantId }) => {
    const players = without(state, participantId);
    const participantCount = state.participantCount - (state.players.length - players.length);
    return { players, participantCount };
  },
  "live:locked": (_, { locked }) => ({ locked }),
  "live:started": (state, { totalQuestions, settings }) =>
    state.status === "LOBBY" ? { status: "ACTIVE", total: totalQuestions, settings } : null,
  "live:question": (state, { index, total, question, startsAt, endsAt, points }) => {
    if (isOver(state) || index <= (state.index ?? -1)) return null;
    const me = state.me && { ...state.me, answer: null, correct: null, points: null };
    const opened = { index, total, question, startsAt, endsAt, points, me };
    return { ...opened, status: "ACTIVE", phase: "question_open", nextAt: null, reveal: null, answered: 0 };
  },
  "live:answer_count": (state, { index, answered }) =>
    // Counts may overtake one another.
    state.index === index ? { answered: Math.max(state.answered ?? 0, answered) } : null,
  "live:reveal": (state, { index, correct, distribution, nextAt }) => {
    if (state.index !== index || state.phase === "revealed") return null;
    const reveal = { index, correct, distribution, answered: state.answered ?? 0 };
    return { phase: "revealed", nextAt: nextAt ?? null, reveal };
  },
  "live:leaderboard": (state, { index, top, totalParticipants }) =>
    (state.index ?? -1) > index
      ? null
      : { leaderboard: { code: state.code, index, top, totalParticipants } },
  "live:ended": (state, { podium, totalParticipants }) => {
    if (isOver(state)) return null;
    const { code, index } = state;
    return { status: "COMPLETED", leaderboard: { code, index, top: podium, totalParticipants } };
  },
} satisfies { [Type in keyof EventData]?: Told<Type> };

export type LiveEvent = keyof typeof changes;
