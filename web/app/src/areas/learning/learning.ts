import { infiniteQueryOptions } from "@tanstack/preact-query";

import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { keys } from "./keys";
import { requests } from "./requests";

/** The quizzes that somebody may take or edit, newest first. */
export const quizzesQuery = infiniteQueryOptions({
  queryKey: keys.list,
  queryFn: ({ pageParam: cursor }) => requests.quizzes({ limit: 30, cursor }),
  initialPageParam: null as string | null,
  getNextPageParam: ({ pageInfo }) => (pageInfo.hasMore ? pageInfo.nextCursor : null),
});

/** Keeps quizzes and their results true as events tell of them. */
export class Learning {
  readonly bridge: Bridge;

  constructor({ refetches }: World) {
    const read = () => refetches.request(["learning"]);
    this.bridge = {
      events: {
        "quiz:published": ({ data }) => {
          refetches.request(keys.list);
          refetches.request(keys.quiz(data.quizId));
        },
        "quiz:attempt_submitted": ({ data }) => {
          refetches.request(keys.results(data.quizId));
          // How many attempts one has used, and whether one may see more by now.
          refetches.request(keys.quiz(data.quizId));
        },
        "quiz:attempt_corrected": ({ data }) => refetches.request(keys.results(data.quizId)),
      },
      stale: { user: read, tenant: read },
    };
  }
}

/** This area of somebody's world. */
export const learning = (world: World): Learning => world.area(Learning);
