import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { keys } from "./keys";
import { withCells } from "./model/book";
import type { GradebookRead } from "./requests";

/** Keeps assignments and grades true as events tell of them. */
export class Coursework {
  readonly bridge: Bridge;

  constructor({ cache, refetches }: World) {
    const changed = (id: string) => {
      refetches.request(keys.work(id));
      refetches.request(keys.todo);
    };
    const read = () => refetches.request(["coursework"]);
    this.bridge = {
      events: {
        "assignment:updated": ({ data }) => changed(data.assignmentId),
        "submission:created": ({ data }) => changed(data.assignmentId),
        "submission:unsubmitted": ({ data }) => changed(data.assignmentId),
        "submission:graded": ({ data }) => {
          changed(data.assignmentId);
          refetches.request(["coursework", "mine"]);
        },
        "submission:commented": ({ data }) => refetches.request(keys.work(data.assignmentId)),
        "grade:released": ({ data }) => {
          changed(data.assignmentId);
          refetches.request(["coursework", "mine"]);
        },
        "gradebook:changed": ({ data: { courseId, cells } }) => {
          // Cells and totals are right at once; what else the page shows is read when there is time.
          cache.setQueryData<GradebookRead>(keys.book(courseId), (book) => book && withCells(book, cells));
          refetches.request(keys.book(courseId));
        },
      },
      stale: { user: read, course: read },
    };
  }
}

/** This area of somebody's world. */
export const coursework = (world: World): Coursework => world.area(Coursework);
