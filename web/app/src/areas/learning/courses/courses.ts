import { infiniteQueryOptions } from "@tanstack/preact-query";

import type { Bridge } from "../../../kernel/events";
import type { World } from "../../../kernel/world";
import { keys } from "./keys";
import { requests } from "./requests";

const paged = {
  initialPageParam: null as string | null,
  getNextPageParam: ({ pageInfo }: { pageInfo: { hasMore: boolean; nextCursor: string | null } }) =>
    pageInfo.hasMore ? pageInfo.nextCursor : null,
};

/** The courses that one is in, newest first. */
export const mineQuery = infiniteQueryOptions({
  queryKey: keys.mine,
  queryFn: ({ pageParam: cursor }) => requests.mine({ limit: 30, cursor }),
  ...paged,
});

/** The courses of the school in whose title or subject the words are. */
export const catalogueQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: keys.catalogue(q),
    queryFn: ({ pageParam: cursor }) => requests.catalogue({ limit: 30, cursor, ...(q !== "" && { q }) }),
    ...paged,
  });

/** Who is in a course, by name. */
export const rosterQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: keys.roster(id),
    queryFn: ({ pageParam: cursor }) => requests.roster(id, { limit: 50, cursor }),
    ...paged,
  });

/** How far each has come, by name. */
export const progressQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: keys.progress(id),
    queryFn: ({ pageParam: cursor }) => requests.progress(id, { limit: 50, cursor }),
    ...paged,
  });

/** What was announced, newest first. */
export const announcementsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: keys.announcements(id),
    queryFn: ({ pageParam: cursor }) => requests.announcements(id, { limit: 5, cursor }),
    ...paged,
  });

/** Keeps courses true as events tell of them. */
export class Courses {
  readonly bridge: Bridge;

  constructor({ refetches }: World) {
    const again = (courseId: string) => {
      refetches.request(keys.of(courseId));
      refetches.request(keys.lessons);
      refetches.request(keys.lists);
    };
    const read = () => refetches.request(["courses"]);
    this.bridge = {
      events: {
        "course:published": () => refetches.request(keys.lists),
        "course:updated": ({ data }) => again(data.courseId),
        "course:enrolled": ({ data }) => again(data.courseId),
        "course:unenrolled": ({ data }) => again(data.courseId),
        "course:completed": ({ data }) => again(data.courseId),
        "course:announcement": ({ data }) => refetches.request(keys.announcements(data.courseId)),
        "lesson:published": ({ data }) => refetches.request(keys.of(data.courseId)),
        "lesson:completed": ({ data }) => again(data.courseId),
        // A quiz beside a lesson may be passed now.
        "quiz:attempt_submitted": () => refetches.request(["courses"]),
      },
      stale: { user: read, tenant: read, course: read },
    };
  }
}

/** Courses in somebody's world. */
export const courses = (world: World): Courses => world.area(Courses);
