import { route } from "../../kernel/router";
import { t as questions } from "../../shared/questions/messages";
import { t as courses } from "./courses/messages";
import { t } from "./messages";

const common = { messages: [t, questions], layout: "wide", part: "classroom" } as const;
const inCourses = { messages: [courses, t], layout: "wide", part: "courses", access: { permission: "courses:read" } } as const;
const teaching = { ...inCourses, access: { permission: "courses:create" } } as const;
const taking = { ...common, access: { permission: "quizzes:attempt" } } as const;
const writing = { ...common, access: { permission: "quizzes:create" } } as const;

export const routes = [
  route("/quizzes", { ...taking, load: () => import("./pages/Quizzes") }),
  route("/quizzes/new", { ...writing, load: () => import("./pages/NewQuiz") }),
  route("/quizzes/bank", { ...writing, load: () => import("./pages/Bank") }),
  route("/quizzes/:id", { ...taking, load: () => import("./pages/Quiz") }),
  route("/quizzes/:id/edit", { ...writing, load: () => import("./pages/EditQuiz") }),
  route("/quizzes/:id/preview", { ...writing, load: () => import("./pages/Preview") }),
  route("/quizzes/:id/attempts/:attemptId", { ...writing, load: () => import("./pages/Correct") }),
  route("/quizzes/:id/attempt", { ...taking, load: () => import("./pages/Attempt") }),
  route("/courses", { ...inCourses, load: () => import("./courses/pages/Courses") }),
  route("/courses/new", { ...teaching, load: () => import("./courses/pages/NewCourse") }),
  route("/courses/:id", { ...inCourses, load: () => import("./courses/pages/Course") }),
  route("/courses/:id/edit", { ...teaching, load: () => import("./courses/pages/EditCourse") }),
  route("/courses/:id/people", { ...inCourses, load: () => import("./courses/pages/CoursePeople") }),
  route("/courses/:id/certificate", { ...inCourses, load: () => import("./courses/pages/Certificate") }),
  route("/lessons/:id", { ...inCourses, load: () => import("./courses/pages/Lesson") }),
  route("/lessons/:id/edit", { ...teaching, load: () => import("./courses/pages/EditLesson") }),
  route("/certificates/:code", { messages: [courses], layout: "wide", access: "anyone", part: "courses", load: () => import("./courses/pages/Verify") }),
];
