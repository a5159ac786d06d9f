import { href } from "../../../kernel/router";
import type { Permission } from "../../../kernel/world";
import { t } from "../messages";
import type { Activity, Notification } from "../requests";

/** An address of the app itself, and neither its first page nor another server's. */
const OWN = /^\/[a-z][a-z0-9/-]*(\?[a-z0-9=&-]*)?$/;

/** Where a notification leads; null where there is nothing more to see. */
export function placeOf({ type, link, actionUrl, entityType, entityId }: Notification): string | null {
  const to = link ?? actionUrl ?? "";
  // Surveys have one page for all.
  if (to.startsWith("/pulses")) return "/pulses";
  if (type === "NEW_FOLLOWER") return "/people?list=followers";
  if (type === "FOLLOW_REQUEST") return "/people?list=requests";
  if (OWN.test(to)) return to;
  if (entityType?.toLowerCase() === "post" && entityId !== null && to === "") {
    return href("/posts/:id", { id: entityId });
  }
  return null;
}

/** Where a line of the activity leads. The code of a game is told to nobody: it is asked for there. */
export function placeOfActivity({ entityType, entityId: id }: Activity, may: (permission: Permission) => boolean): string | null {
  if (entityType === "post") return href("/posts/:id", { id });
  // Parents see that there is a quiz, and none of its questions.
  if (entityType === "quiz") return may("quizzes:attempt") ? href("/quizzes/:id", { id }) : null;
  if (entityType === "course") return href("/courses/:id", { id });
  if (entityType === "club") return href("/clubs/:id", { id });
  if (entityType === "board") return href("/boards/:id", { id });
  return "/classroom";
}

/**
 * The title that a line of the activity quotes. The API gives it inside a sentence in the language of
 * the school, which begins with the name of whoever did it.
 */
export function titleIn({ description, userName }: Pick<Activity, "description" | "userName">): string {
  const rest = description.startsWith(userName) ? description.slice(userName.length) : description;
  return /[“«](.*)[”»]/su.exec(rest)?.[1] ?? "";
}

/** The line in the reader's language; the server's words are in that of the school. */
export function sentence(activity: Activity): string {
  const key = `activity.${activity.entityType}.${activity.action}`;
  const title = titleIn(activity);
  if (!t.has(key) || (activity.entityType !== "post" && title === "")) return activity.description;
  return t(key, { name: activity.userName, title });
}
