/** A game as the API describes it to one who is in it. */

/**
 * @typedef {import("./answers.js").Question} Question
 * @typedef {import("./answers.js").Solution} Solution
 * @typedef {import("./answers.js").Bar} Bar
 * @typedef {{rank: number, participantId: string, nickname: string, score: number,
 *   delta: number}} Place
 * @typedef {{participantId: string, nickname: string, guest: boolean}} Player
 * @typedef {{index: number | null, top: Place[], totalParticipants: number}} Leaderboard
 * @typedef {{index: number, correct: Solution, distribution: Bar[], answered: number}} Reveal
 * @typedef {object} Seat
 * @property {string} participantId
 * @property {string} nickname
 * @property {number} score
 * @property {number} streak
 * @property {import("./answers.js").Answer | null} answer
 * @property {boolean | null} correct
 * @property {number | null} points
 * @typedef {object} GameState
 * @property {string} code
 * @property {string} title
 * @property {"host" | "player"} role
 * @property {"LOBBY" | "ACTIVE" | "COMPLETED" | "ABANDONED"} status
 * @property {"question_open" | "question_closed" | "revealed" | null} phase
 * @property {number | null} index
 * @property {number} total
 * @property {Question | null} question
 * @property {number | null} points
 * @property {string | null} startsAt
 * @property {string | null} endsAt
 * @property {string | null} nextAt when the game goes on by itself after a reveal
 * @property {string} serverTime
 * @property {any} settings
 * @property {boolean} locked
 * @property {number} participantCount
 * @property {number | null} answered
 * @property {Player[]} players
 * @property {Seat | null} me
 * @property {Reveal | null} reveal
 * @property {Leaderboard | null} leaderboard
 * @property {string | null} joinUrl
 * @property {string | null} joinQr
 * @typedef {{rank: number, score: number, delta: number, streak: number,
 *   totalParticipants: number}} Rank
 */

const PHASES = ["question_open", "question_closed", "revealed"];

/**
 * Whether an answer that has arrived was overtaken by what is known: it is about an earlier
 * question, or about the question before it was revealed.
 *
 * @param {GameState} state
 * @param {GameState} known
 */
export function isOlder(state, known) {
  if (state.status !== "ACTIVE" || known.status !== "ACTIVE") return false;
  const [index, before] = [state.index ?? -1, known.index ?? -1];
  if (index !== before) return index < before;
  return (
    PHASES.indexOf(state.phase ?? "") < PHASES.indexOf(known.phase ?? "") &&
    known.phase === "revealed"
  );
}
