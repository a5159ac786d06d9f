import { activityView } from "./activity.js";
import { boardPage } from "./board-page.js";
import { boardsView } from "./boards.js";
import { classroomContext } from "./context.js";
import { hostView } from "./host.js";
import { hubView } from "./hub.js";
import { joinBoardView } from "./join-board.js";
import { playView } from "./play.js";
import { pulsesView } from "./pulses.js";
import { quizEditor } from "./quiz-editor.js";
import { quizPage, quizzesView } from "./quizzes.js";

/**
 * The page of the classroom that a route names.
 *
 * @param {import("../../context.js").Context} shell
 * @param {import("../../dom.js").Scope} scope
 * @param {import("../../routes.js").ClassroomRoute} route
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
    case "pulses":
      return pulsesView(context, scope);
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
