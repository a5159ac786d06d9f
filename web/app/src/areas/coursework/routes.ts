import { route } from "../../kernel/router";
import { t } from "./messages";

const common = { messages: [t], layout: "wide", part: "classroom" } as const;
const grading = { ...common, access: { permission: "assignments:grade" } } as const;

export const routes = [
  route("/assignments", { ...common, load: () => import("./pages/Todo") }),
  route("/assignments/:id", { ...common, load: () => import("./pages/Assignment") }),
  route("/assignments/:id/edit", { ...grading, load: () => import("./pages/EditAssignment") }),
  route("/assignments/:id/grade", { ...grading, load: () => import("./pages/Grading") }),
  route("/courses/:id/assignments", { ...common, load: () => import("./pages/CourseWork") }),
  route("/courses/:id/assignments/new", { ...grading, load: () => import("./pages/NewAssignment") }),
  route("/courses/:id/grades", { ...common, load: () => import("./pages/MyGrades") }),
  route("/courses/:id/gradebook", { ...grading, load: () => import("./pages/Gradebook") }),
  route("/courses/:id/gradebook/rules", { ...grading, load: () => import("./pages/GradingRules") }),
  route("/courses/:id/gradebook/table", { ...grading, load: () => import("./pages/BookTable") }),
  route("/courses/:id/figures", { ...grading, load: () => import("./pages/Figures") }),
  route("/grading-comments", { ...grading, load: () => import("./pages/CommentBank") }),
];
