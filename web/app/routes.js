/** Which page an address names. The pages themselves are loaded when somebody opens one. */

/**
 * @typedef {"classroom" | "activity" | "quizzes" | "quiz-new" | "quiz" | "quiz-edit" | "host" | "play"
 *   | "boards" | "board" | "present" | "join" | "pulses"} ClassroomPage
 * @typedef {{name: ClassroomPage, id: string}} ClassroomRoute
 * @typedef {{name: "home" | "notifications" | "people" | "health"} | {name: "post", id: string}
 *   | ClassroomRoute} Route
 */

const UUID = "([0-9a-f-]{36})";
/** @type {readonly [ClassroomPage, RegExp][]} */
const ROUTES = [
  ["classroom", /^#\/classroom()$/],
  ["activity", /^#\/activity()$/],
  ["quizzes", /^#\/quizzes()$/],
  ["quiz-new", /^#\/quizzes\/new()$/],
  ["quiz", new RegExp(`^#/quizzes/${UUID}$`)],
  ["quiz-edit", new RegExp(`^#/quizzes/${UUID}/edit$`)],
  ["host", /^#\/live\/([0-9]{6})$/],
  ["play", /^#\/play\/([0-9]{6})$/],
  ["pulses", /^#\/pulses()$/],
  ["boards", /^#\/boards()$/],
  ["board", new RegExp(`^#/boards/${UUID}$`)],
  ["present", new RegExp(`^#/boards/${UUID}/present$`)],
  ["join", /^#\/join\/([A-Z0-9]{4,16})$/],
];

/**
 * The page of the classroom that an address names.
 *
 * @param {string} hash
 * @returns {ClassroomRoute | null}
 */
export function readClassroom(hash) {
  for (const [name, pattern] of ROUTES) {
    const found = pattern.exec(hash);
    if (found !== null) return { name, id: found[1] };
  }
  return null;
}

/**
 * How much of the window a page takes: on a stage nothing stands beside it.
 *
 * @param {string} name of a route
 * @returns {"stage" | "wide" | "feed"}
 */
export function layoutOf(name) {
  if (name === "host" || name === "present" || name === "play") return "stage";
  return ROUTES.some(([known]) => known === name) ? "wide" : "feed";
}

/**
 * @param {string} hash
 * @returns {Route}
 */
export function readRoute(hash) {
  const post = /^#\/posts\/([0-9a-f-]{36})$/.exec(hash);
  if (post !== null) return { name: "post", id: post[1] };
  if (hash === "#/notifications") return { name: "notifications" };
  if (hash === "#/people") return { name: "people" };
  if (hash === "#/health") return { name: "health" };
  return readClassroom(hash) ?? { name: "home" };
}
