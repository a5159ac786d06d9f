import { activityView } from "./activity.js";
import { boardPage } from "./board-page.js";
import { boardsView } from "./boards.js";
import { classroomContext } from "./context.js";
import { hostView } from "./host.js";
import { hubView } from "./hub.js";
import { joinBoardView } from "./join-board.js";
import { playView } from "./play.js";
import { quizEditor } from "./quiz-editor.js";
import { quizPage, quizzesView } from "./quizzes.js";

/**
 * @typedef {"classroom" | "activity" | "quizzes" | "quiz-new" | "quiz" | "quiz-edit" | "host" | "play"
 *   | "boards" | "board" | "present" | "join"} ClassroomPage
 * @typedef {{name: ClassroomPage, id: string}} ClassroomRoute
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
 * @param {import("../../context.js").Context} shell
 * @param {import("../../dom.js").Scope} scope
 * @param {ClassroomRoute} route
 * @returns {Node}
 */
export function classroomView(shell, scope, { name, id }) {
  const context = classroomContext(shell);
  switch (name) {
    case "activity":
      return activityView(context, scope);
    case "quizzes":
      return quizzesView(context, scope);
    case "quiz-new":
      return quizEditor(context, scope, null);
    case "quiz":
      return quizPage(context, scope, id);
    case "quiz-edit":
      return quizEditor(context, scope, id);
    case "host":
      return hostView(context, scope, id);
    case "play":
      return playView(context, scope, id);
    case "boards":
      return boardsView(context, scope);
    case "board":
      return boardPage(context, scope, id);
    case "present":
      return boardPage(context, scope, id, { presenting: true });
    case "join":
      return joinBoardView(context, id);
    default:
      return hubView(context);
  }
}
