import {
  type ChangePut,
  type MemberRead,
  type PeriodRead,
  type PeriodsPut,
  type PublicationRead,
  type PublishTimetable,
  type SlotRead,
  type TimetablePut,
  type TimetableRead,
  api,
  ask,
} from "../../kernel/api";

export type Lesson = SlotRead;
export type Week = TimetableRead;
export type Period = PeriodRead;
export type Publication = PublicationRead;
export type LessonWrite = TimetablePut["lessons"][number];

/** Whose lessons: of a class, of a teacher, in a room, or one's own. */
export type Whose = { classId?: string; teacherId?: string; roomId?: string };

const one = (id: string) => ({ params: { path: { id } } });
const PAGE = 100;

/** Everybody who teaches; a school may have more than a page of them. */
async function teachers(): Promise<MemberRead[]> {
  const found: MemberRead[] = [];
  let cursor: string | null = null;
  do {
    const query = { role: "TEACHER", status: "ACTIVE", limit: PAGE, cursor } as const;
    const page: { data: MemberRead[]; pageInfo: { nextCursor: string | null } } = await ask(api.GET("/v1/members", { params: { query } }));
    found.push(...page.data);
    cursor = page.pageInfo.nextCursor;
  } while (cursor !== null);
  return found;
}

/** The routes of this area. */
export const requests = {
  week: (whose: Whose, on: string): Promise<Week> => ask(api.GET("/v1/timetable", { params: { query: { ...whose, on } } })),
  put: (id: string, body: TimetablePut): Promise<Week> => ask(api.PUT("/v1/classes/{id}/timetable", { ...one(id), body })),
  periods: () => ask(api.GET("/v1/periods")),
  putPeriods: (body: PeriodsPut) => ask(api.PUT("/v1/periods", { body })),
  publish: (body: PublishTimetable): Promise<Publication> => ask(api.POST("/v1/timetable/publish", { body })),
  change: (id: string, body: ChangePut) => ask(api.PUT("/v1/timetable/{id}/changes", { ...one(id), body })),
  restore: (id: string) => ask(api.DELETE("/v1/timetable/changes/{id}", one(id))),
  years: () => ask(api.GET("/v1/academic-years")),
  classes: () => ask(api.GET("/v1/classes", { params: { query: {} } })),
  oneClass: (id: string) => ask(api.GET("/v1/classes/{id}", one(id))),
  subjects: () => ask(api.GET("/v1/subjects")),
  rooms: () => ask(api.GET("/v1/school-structure")),
  teachers,
};
