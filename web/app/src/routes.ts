import { routes as analytics } from "./areas/analytics/routes";
import { routes as boards } from "./areas/boards/routes";
import { routes as campus } from "./areas/campus/routes";
import { routes as classroom } from "./areas/classroom/routes";
import { routes as clubs } from "./areas/clubs/routes";
import { routes as coursework } from "./areas/coursework/routes";
import { routes as identity } from "./areas/identity/routes";
import { routes as learning } from "./areas/learning/routes";
import { routes as live } from "./areas/live/routes";
import { routes as messaging } from "./areas/messaging/routes";
import { routes as moderation } from "./areas/moderation/routes";
import { routes as marks } from "./areas/marks/routes";
import { routes as notifications } from "./areas/notifications/routes";
import { routes as outbox } from "./areas/outbox/routes";
import { routes as people } from "./areas/people/routes";
import { routes as platform } from "./areas/platform/routes";
import { routes as rosters } from "./areas/rosters/routes";
import { routes as school } from "./areas/school/routes";
import { routes as search } from "./areas/search/routes";
import { routes as social } from "./areas/social/routes";
import { routes as tenants } from "./areas/tenants/routes";
import { routes as timetable } from "./areas/timetable/routes";
import type { Route } from "./kernel/router";
import { t as shared } from "./shared/messages";

/** Every page of the app; an area lists its own. */
export const routes: readonly Route[] = [
  ...analytics,
  ...boards,
  ...campus,
  ...classroom,
  ...clubs,
  ...coursework,
  ...identity,
  ...learning,
  ...live,
  ...messaging,
  ...moderation,
  ...marks,
  ...notifications,
  ...outbox,
  ...people,
  ...platform,
  ...rosters,
  ...school,
  ...search,
  ...social,
  ...tenants,
  ...timetable,
  // What areas share may stand on any page.
].map((one) => ({ ...one, messages: [...one.messages, shared] }));
