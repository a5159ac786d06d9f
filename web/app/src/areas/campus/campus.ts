import type { Bridge } from "../../kernel/events";
import type { World } from "../../kernel/world";
import { keys } from "./keys";

/** What this area does with events: registers, records and the calendar are read again. */
export class Campus {
  readonly bridge: Bridge;

  constructor({ refetches }: World) {
    const calendar = () => {
      refetches.request(keys.calendar);
      refetches.request(keys.board);
    };
    const children = () => refetches.request(["campus", "child"]);
    const all = () => {
      calendar();
      refetches.request(keys.children);
      refetches.request(["campus", "register"]);
      children();
    };
    this.bridge = {
      events: {
        "register:taken": ({ data }) => {
          refetches.request(keys.board);
          refetches.request(keys.register(data.classId));
          refetches.request(keys.month(data.classId));
        },
        "attendance:marked": () => {
          refetches.request(keys.children);
          children();
        },
        "enrollment:changed": ({ data }) => {
          refetches.request(keys.oneClass(data.classId));
          refetches.request(keys.register(data.classId));
          refetches.request(keys.classes);
        },
        "calendar:changed": calendar,
      },
      stale: { user: all, tenant: all, class: all },
    };
  }
}

/** This area of somebody's world. */
export const campus = (world: World): Campus => world.area(Campus);
