import { GraduationCap, Globe, Link, Lock, type LucideIcon, School, UsersRound } from "lucide-preact";

import type { Visibility } from "../../../kernel/api";

export const VISIBILITY_ICONS: Record<Visibility, LucideIcon> = {
  PUBLIC: Globe,
  SCHOOL: School,
  CLASS: GraduationCap,
  CLUB: UsersRound,
  CONNECTIONS: Link,
  PRIVATE: Lock,
};
