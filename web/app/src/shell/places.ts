import {
  Activity,
  Baby,
  Bell,
  Bookmark,
  BookOpen,
  Building2,
  CalendarDays,
  CalendarRange,
  ChartNoAxesColumn,
  ClipboardList,
  FilePen,
  Flag,
  GraduationCap,
  House,
  IdCard,
  KeyRound,
  ListChecks,
  ListTodo,
  type LucideIcon,
  Megaphone,
  MessageCircleQuestion,
  MessagesSquare,
  NotebookTabs,
  Radio,
  School,
  ScrollText,
  Search,
  Users,
  UsersRound,
  Vote,
} from "lucide-preact";

import type { t } from "../kernel/messages";
import type { Permission, World } from "../kernel/world";

export interface Place {
  part: string;
  href: string;
  icon: LucideIcon;
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
      { part: "home", href: "/search", icon: Search, label: "nav.find", permission: "search:read", far: true },
      { part: "home", href: "/bookmarks", icon: Bookmark, label: "nav.bookmarks", far: true },
      { part: "home", href: "/drafts", icon: FilePen, label: "nav.drafts", permission: "posts:create", far: true },
    ],
  },
  {
    label: "nav.learning",
    places: [
      { part: "courses", href: "/courses", icon: BookOpen, label: "nav.courses", permission: "courses:read", far: true },
      { part: "classroom", href: "/classroom", icon: GraduationCap, label: "nav.classroom" },
      { part: "classroom", href: "/assignments", icon: ListTodo, label: "nav.todo", permission: "assignments:read", far: true },
      { part: "classroom", href: "/quizzes", icon: ClipboardList, label: "nav.quizzes", permission: "quizzes:attempt", far: true },
      { part: "classroom", href: "/boards", icon: MessageCircleQuestion, label: "nav.boards", permission: "questions:read", far: true },
    ],
  },
  {
    label: "nav.school",
    places: [
      { part: "people", href: "/people", icon: Users, label: "nav.people", permission: "profiles:read" },
      { part: "marks", href: "/marks", icon: ClipboardList, label: "nav.marks", permission: "grades:read", far: true },
      { part: "classes", href: "/classes", icon: NotebookTabs, label: "nav.classes", permission: "attendance:mark", far: true },
      { part: "children", href: "/children", icon: Baby, label: "nav.children", permission: "attendance:read", roles: ["PARENT"] },
      { part: "timetable", href: "/timetable", icon: CalendarRange, label: "nav.timetable", permission: "timetable:read", far: true },
      { part: "school", href: "/attendance", icon: ListChecks, label: "nav.attendance", permission: "school:manage", far: true },
      { part: "school", href: "/records", icon: IdCard, label: "nav.records", permission: "enrollment:manage", far: true },
      { part: "school", href: "/calendar", icon: CalendarDays, label: "nav.calendar", permission: "school:read", far: true },
      { part: "people", href: "/clubs", icon: UsersRound, label: "nav.clubs", permission: "school:read", far: true },
      { part: "classroom", href: "/announcements", icon: Megaphone, label: "nav.announcements", permission: "school:read", far: true },
      { part: "classroom", href: "/pulses", icon: Vote, label: "nav.surveys", far: true },
      { part: "classroom", href: "/activity", icon: Radio, label: "nav.activity", permission: "activity:read", far: true },
      { part: "people", href: "/pupils", icon: KeyRound, label: "nav.passwords", permission: "passwords:reset", far: true },
      { part: "school", href: "/school", icon: School, label: "nav.administration", permission: "users:manage" },
      { part: "platform", href: "/platform", icon: Building2, label: "nav.platform", permission: "platform:manage" },
      // A small window leads there from the pages of the school.
      { part: "audit-log", href: "/audit-log", icon: ScrollText, label: "nav.audit", permission: "audit:read", far: true },
      { part: "moderation", href: "/moderation", icon: Flag, label: "nav.moderation", permission: "moderation:review", far: true },
      { part: "insights", href: "/insights", icon: ChartNoAxesColumn, label: "nav.insights", roles: ["TEACHER"], far: true },
      { part: "insights-school", href: "/insights/school", icon: ChartNoAxesColumn, label: "nav.schoolDays", permission: "analytics:tenant", far: true },
      { part: "jobs", href: "/jobs", icon: ListChecks, label: "nav.jobs", permission: "platform:manage", far: true },
      { part: "health", href: "/health", icon: Activity, label: "nav.health", permission: "tenant:manage", far: true },
    ],
  },
];
