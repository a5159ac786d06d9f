import { route } from "../../kernel/router";
import { t as questions } from "../../shared/questions/messages";
import { t } from "./messages";

const common = { messages: [t, questions], layout: "wide", part: "classroom" } as const;
const writing = { ...common, access: { permission: "quizzes:create" } } as const;

export const routes = [
  route("/quizzes", { ...common, load: () => import("./pages/Quizzes") }),
  route("/quizzes/new", { ...writing, load: () => import("./pages/NewQuiz") }),
  route("/quizzes/:id", { ...common, load: () => import("./pages/Quiz") }),
  route("/quizzes/:id/edit", { ...writing, load: () => import("./pages/EditQuiz") }),
  route("/quizzes/:id/attempt", { ...common, load: () => import("./pages/Attempt") }),
];
