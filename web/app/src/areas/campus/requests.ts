import {
  type AttendanceBoard,
  type CalendarWrite,
  type ChildRead,
  type ClassCreate,
  type ClassDetails,
  type ClassRead,
  type EnrolmentCreate,
  type GradesPut,
  type GuardianLink,
  type GuardianRead,
  type MonthBook,
  type NoticeCreate,
  type OfferingsPut,
  type RegisterPut,
  type RegisterRead,
  type RolloverPlan,
  type RolloverRequest,
  type RoomsPut,
  type SchemeRead,
  type SchemesPut,
  type ShiftsPut,
  type StructureRead,
  type StudentCreate,
  type StudentDetails,
  type StudentUpdate,
  type SubjectCreate,
  type YearCreate,
  type YearRead,
  type YearUpdate,
  api,
  ask,
} from "../../kernel/api";

export type Board = AttendanceBoard;
export type Child = ChildRead;
export type SchoolClass = ClassRead;
export type ClassPage = ClassDetails;
export type Guardian = GuardianRead;
export type Month = MonthBook;
export type Register = RegisterRead;
export type Status = NonNullable<Register["entries"][number]["status"]>;
export type Session = Register["session"];
export type Structure = StructureRead;
export type Record = StudentDetails;
export type Year = YearRead;
export type Rollover = RolloverPlan;
export type Scheme = SchemeRead;
export type EventWrite = CalendarWrite;

type Paging = { limit: number; cursor: string | null };
const one = (id: string) => ({ params: { path: { id } } });

/** The routes of this area. */
export const requests = {
  gradebooks: (userId: string) => ask(api.GET("/v1/gradebooks", { params: { query: { userId } } })),
  years: () => ask(api.GET("/v1/academic-years")),
  addYear: (body: YearCreate) => ask(api.POST("/v1/academic-years", { body })),
  saveYear: (id: string, { id: _, terms, ...year }: YearRead) => {
    // A term is known by its place.
    const body: YearUpdate = { ...year, terms: terms.map(({ id: __, ordinal: ___, ...term }) => term) };
    return ask(api.PUT("/v1/academic-years/{id}", { ...one(id), body }));
  },
  rollOver: (id: string, body: RolloverRequest): Promise<Rollover> => ask(api.POST("/v1/academic-years/{id}/rollover", { ...one(id), body })),
  scales: () => ask(api.GET("/v1/grading-scales")),
  putScales: (body: SchemesPut) => ask(api.PUT("/v1/grading-scales", { body })),
  structure: () => ask(api.GET("/v1/school-structure")),
  putGrades: (body: GradesPut) => ask(api.PUT("/v1/school-structure/grades", { body })),
  putShifts: (body: ShiftsPut) => ask(api.PUT("/v1/school-structure/shifts", { body })),
  putRooms: (body: RoomsPut) => ask(api.PUT("/v1/school-structure/rooms", { body })),
  subjects: () => ask(api.GET("/v1/subjects")),
  addSubject: (body: SubjectCreate) => ask(api.POST("/v1/subjects", { body })),
  offerings: (id: string) => ask(api.GET("/v1/academic-years/{id}/offerings", one(id))),
  putOfferings: (id: string, body: OfferingsPut) => ask(api.PUT("/v1/academic-years/{id}/offerings", { ...one(id), body })),
  classes: (query: { yearId?: string; mine?: boolean }) => ask(api.GET("/v1/classes", { params: { query } })),
  addClass: (body: ClassCreate) => ask(api.POST("/v1/classes", { body })),
  oneClass: (id: string) => ask(api.GET("/v1/classes/{id}", one(id))),
  roster: (id: string) => ask(api.GET("/v1/classes/{id}/students", one(id))),
  register: (id: string, query: { date?: string; session?: Session }) =>
    ask(api.GET("/v1/classes/{id}/attendance", { params: { path: { id }, query } })),
  take: (id: string, body: RegisterPut) => ask(api.PUT("/v1/classes/{id}/attendance", { ...one(id), body })),
  month: (id: string, month?: string) =>
    ask(api.GET("/v1/classes/{id}/attendance/month", { params: { path: { id }, query: month === undefined ? {} : { month } } })),
  board: (date?: string) => ask(api.GET("/v1/attendance/summary", { params: { query: date === undefined ? {} : { date } } })),
  calls: (date?: string) => ask(api.GET("/v1/attendance/calls", { params: { query: date === undefined ? {} : { date } } })),
  nudge: (body: { classId: string; date: string; session: Session }) => ask(api.POST("/v1/attendance/nudges", { body })),
  records: (query: Paging & { q?: string }) => ask(api.GET("/v1/students", { params: { query } })),
  addRecord: (body: StudentCreate) => ask(api.POST("/v1/students", { body })),
  record: (id: string) => ask(api.GET("/v1/students/{id}", one(id))),
  saveRecord: (id: string, body: StudentUpdate) => ask(api.PUT("/v1/students/{id}", { ...one(id), body })),
  enrol: (id: string, body: EnrolmentCreate) => ask(api.POST("/v1/classes/{id}/students", { ...one(id), body })),
  leave: (id: string, studentId: string, query: { on: string; reason: "TRANSFERRED_OUT" | "DROPPED_OUT" | "GRADUATED" | "OTHER" }) =>
    ask(api.DELETE("/v1/classes/{id}/students/{studentId}", { params: { path: { id, studentId }, query } })),
  guardians: (id: string) => ask(api.GET("/v1/students/{id}/guardians", one(id))),
  tie: (id: string, body: GuardianLink) => ask(api.POST("/v1/students/{id}/guardians", { ...one(id), body })),
  untie: (id: string, guardianId: string) =>
    ask(api.DELETE("/v1/students/{id}/guardians/{guardianId}", { params: { path: { id, guardianId } } })),
  children: () => ask(api.GET("/v1/users/me/children")),
  attendance: (id: string) => ask(api.GET("/v1/students/{id}/attendance", one(id))),
  notices: (id: string) => ask(api.GET("/v1/students/{id}/absence-notices", one(id))),
  announce: (id: string, body: NoticeCreate) => ask(api.POST("/v1/students/{id}/absence-notices", { ...one(id), body })),
  withdraw: (id: string, noticeId: string) =>
    ask(api.DELETE("/v1/students/{id}/absence-notices/{noticeId}", { params: { path: { id, noticeId } } })),
  calendar: () => ask(api.GET("/v1/calendar/events")),
  addEvent: (body: CalendarWrite) => ask(api.POST("/v1/calendar/events", { body })),
  cancelEvent: (id: string) => ask(api.DELETE("/v1/calendar/events/{id}", one(id))),
};
