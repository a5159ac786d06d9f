import { exact } from "../../../kernel/i18n";
import type { ProfileUpdate } from "../../../kernel/api";
import type { Profile, Station } from "../requests";

/** A profile as its form has it: texts, and an empty one for nothing. */
export interface Draft {
  firstName: string;
  lastName: string;
  bio: string;
  pronouns: string;
  dateOfBirth: string;
  location: string;
  website: string;
  linkedin: string;
  github: string;
  twitter: string;
  skills: string;
  interests: string;
  education: Station[];
  experience: Station[];
  profileVisibility: Profile["profileVisibility"];
  activityVisibility: Profile["activityVisibility"];
}

const LINES = ["pronouns", "dateOfBirth", "location", "website", "linkedin", "github", "twitter"] as const;

export function draftOf(profile: Profile, me: { firstName: string; lastName: string; bio: string | null }): Draft {
  const lines = Object.fromEntries(LINES.map((name) => [name, profile[name] ?? ""])) as Record<(typeof LINES)[number], string>;
  return {
    ...lines,
    firstName: me.firstName,
    lastName: me.lastName,
    bio: me.bio ?? "",
    skills: profile.skills.join(", "),
    interests: profile.interests.join(", "),
    education: profile.education,
    experience: profile.experience,
    profileVisibility: profile.profileVisibility,
    activityVisibility: profile.activityVisibility,
  };
}

/** What is sent: nothing for an empty line, and only stations that have a place. */
export function profileOf(draft: Draft): ProfileUpdate {
  const lines = Object.fromEntries(LINES.map((name) => [name, draft[name].trim() || null])) as Pick<ProfileUpdate, (typeof LINES)[number]>;
  return {
    ...lines,
    skills: wordsIn(draft.skills),
    interests: wordsIn(draft.interests),
    education: draft.education.filter(({ place }) => place.trim() !== ""),
    experience: draft.experience.filter(({ place }) => place.trim() !== ""),
    profileVisibility: draft.profileVisibility,
    activityVisibility: draft.activityVisibility,
  };
}

/** Words between commas, of any script, each once. */
export function wordsIn(text: string): string[] {
  return [...new Set(text.split(/[,،、;\n]/u).map((word) => word.trim()).filter(Boolean))];
}

/** The years of a station: 2019–2022, since 2022, or until 2022. */
export function span({ fromYear, toYear }: Station): string {
  if (fromYear === null && toYear === null) return "";
  return [fromYear, toYear].map((year) => (year === null ? "" : exact(year))).join("–");
}

/** What a link shows: where it leads, and not the whole address. */
export function hostOf(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return host.replace(/^www\./u, "") + (pathname === "/" ? "" : pathname);
  } catch {
    return url;
  }
}
