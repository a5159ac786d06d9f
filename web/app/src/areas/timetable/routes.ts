import { route } from "../../kernel/router";
import { t } from "./messages";

const page = { messages: [t], layout: "wide", part: "timetable" } as const;
const office = { ...page, access: { permission: "timetable:manage" } } as const;

export const routes = [
  route("/timetable", { ...page, load: () => import("./pages/Timetable"), access: { permission: "timetable:read" } }),
  route("/timetable/periods", { ...office, load: () => import("./pages/Periods") }),
  route("/timetable/classes/:id", { ...office, load: () => import("./pages/Editor") }),
];
