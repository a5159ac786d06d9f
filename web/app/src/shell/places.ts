import { Baby, Bell, Building2, GraduationCap, House, type LucideIcon, MessagesSquare, School, Users } from "lucide-preact";

import type { t } from "../kernel/messages";
import type { Permission, World } from "../kernel/world";

export interface Place {
  part: string;
  href: string;
  /** A place that is far has its own among `FAR_ICONS`. */
  icon?: LucideIcon;
  label: Parameters<typeof t>[0];
  permission?: Permission;
  /** Only where there is room for more than the parts. */
  far?: boolean;
  /** Only for those who hold one of these roles, where a permission says too little. */
  roles?: readonly string[];
}

/** Whether somebody is shown the way there. */
export function leads({ permission, roles }: Place, world: Pick<World, "may" | "me">): boolean {
  return (permission === undefined || world.may(permission)) && (roles === undefined || roles.includes(world.me.role));
}

/** The ways to the parts, in their groups; a small window shows the parts alone. */
export const GROUPS: readonly { label: Parameters<typeof t>[0] | null; places: readonly Place[] }[] = [
  {
    label: null,
    places: [
      { part: "home", href: "/", icon: House, label: "nav.home" },
      { part: "messages", href: "/messages", icon: MessagesSquare, label: "nav.messages", permission: "messages:read" },
      { part: "notifications", href: "/notifications", icon: Bell, label: "nav.notifications" },
      { part: "home", href: "/search", label: "nav.find", permission: "search:read", far: true },
      { part: "home", href: "/bookmarks", label: "nav.bookmarks", far: true },
      { part: "home", href: "/drafts", label: "nav.drafts", permission: "posts:create", far: true },
    ],
  },
  {
    label: "nav.learning",
    places: [
      { part: "courses", href: "/courses", label: "nav.courses", permission: "courses:read", far: true },
      { part: "classroom", href: "/classroom", icon: GraduationCap, label: "nav.classroom" },
      { part: "classroom", href: "/assignments", label: "nav.todo", permission: "assignments:read", far: true },
      { part: "classroom", href: "/quizzes", label: "nav.quizzes", permission: "quizzes:attempt", far: true },
      { part: "classroom", href: "/boards", label: "nav.boards", permission: "questions:read", far: true },
    ],
  },
  {
    label: "nav.school",
    places: [
      { part: "people", href: "/people", icon: Users, label: "nav.people", permission: "profiles:read" },
      { part: "marks", href: "/marks", label: "nav.marks", permission: "grades:read", far: true },
      { part: "classes", href: "/classes", label: "nav.classes", permission: "attendance:mark", far: true },
      { part: "children", href: "/children", icon: Baby, label: "nav.children", permission: "attendance:read", roles: ["PARENT"] },
      { part: "timetable", href: "/timetable", label: "nav.timetable", permission: "timetable:read", far: true },
      { part: "school", href: "/attendance", label: "nav.attendance", permission: "school:manage", far: true },
      { part: "school", href: "/records", label: "nav.records", permission: "enrollment:manage", far: true },
      { part: "school", href: "/calendar", label: "nav.calendar", permission: "school:read", far: true },
      { part: "people", href: "/clubs", label: "nav.clubs", permission: "school:read", far: true },
      { part: "classroom", href: "/announcements", label: "nav.announcements", permission: "school:read", far: true },
      { part: "classroom", href: "/pulses", label: "nav.surveys", far: true },
      { part: "classroom", href: "/activity", label: "nav.activity", permission: "activity:read", far: true },
      { part: "people", href: "/pupils", label: "nav.passwords", permission: "passwords:reset", far: true },
      { part: "school", href: "/school", icon: School, label: "nav.administration", permission: "users:manage" },
      { part: "platform", href: "/platform", icon: Building2, label: "nav.platform", permission: "platform:manage" },
      // A small window leads there from the pages of the school.
      { part: "audit-log", href: "/audit-log", label: "nav.audit", permission: "audit:read", far: true },
      { part: "moderation", href: "/moderation", label: "nav.moderation", permission: "moderation:review", far: true },
      { part: "insights", href: "/insights", label: "nav.insights", roles: ["TEACHER"], far: true },
      { part: "insights-school", href: "/insights/school", label: "nav.schoolDays", permission: "analytics:tenant", far: true },
      { part: "jobs", href: "/jobs", label: "nav.jobs", permission: "platform:manage", far: true },
      { part: "health", href: "/health", label: "nav.health", permission: "tenant:manage", far: true },
    ],
  },
];
