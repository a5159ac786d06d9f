import {
  type CertificateRead,
  type CourseCopy,
  type CourseRead,
  type CourseUpdate,
  type CourseWrite,
  type LessonRead,
  type LessonSummary,
  type LessonUpdate,
  type OutlineRead,
  type OutlineWrite,
  type RecommendedCourse,
  api,
  ask,
} from "../../../kernel/api";

export type {
  CertificateRead,
  CourseRead,
  CourseUpdate,
  CourseWrite,
  LessonRead,
  LessonSummary,
  LessonUpdate,
  OutlineRead,
  OutlineWrite,
};
export type Recommendation = RecommendedCourse;
export type Role = "OWNER" | "TEACHER" | "ASSISTANT" | "STUDENT";
/** Something beside a lesson: each kind has its own field. */
export type Beside = { title: string } & (
  | { kind: "LINK" | "VIDEO"; url: string }
  | { kind: "FILE"; uploadId: string }
  | { kind: "QUIZ"; quizId: string }
);

interface Paging {
  limit: number;
  cursor?: string | null;
}

const one = (id: string) => ({ params: { path: { id } } });

/** The routes of courses. */
export const requests = {
  catalogue: (query: Paging & { q?: string }) => ask(api.GET("/v1/courses", { params: { query } })),
  recommended: () => ask(api.GET("/v1/courses/recommended", { params: { query: { limit: 6 } } })),
  mine: (query: Paging) => ask(api.GET("/v1/users/me/courses", { params: { query } })),
  course: (id: string) => ask(api.GET("/v1/courses/{id}", one(id))),
  create: (body: CourseWrite) => ask(api.POST("/v1/courses", { body })),
  update: (id: string, body: CourseUpdate) => ask(api.PUT("/v1/courses/{id}", { ...one(id), body })),
  remove: (id: string) => ask(api.DELETE("/v1/courses/{id}", one(id))),
  setStatus: (id: string, status: CourseRead["status"]) =>
    ask(api.POST("/v1/courses/{id}/publish", { ...one(id), body: { status } })),
  copy: (id: string, body: CourseCopy) => ask(api.POST("/v1/courses/{id}/copy", { ...one(id), body })),
  enrol: (id: string) => ask(api.POST("/v1/courses/{id}/enroll", one(id))),
  leave: (id: string) => ask(api.DELETE("/v1/courses/{id}/enroll", one(id))),
  join: (code: string) => ask(api.POST("/v1/courses/join", { body: { code } })),
  outline: (id: string) => ask(api.GET("/v1/courses/{id}/lessons", one(id))),
  arrange: (id: string, body: OutlineWrite) => ask(api.PUT("/v1/courses/{id}/lessons/order", { ...one(id), body })),
  lesson: (id: string) => ask(api.GET("/v1/lessons/{id}", one(id))),
  addLesson: (id: string, title: string) =>
    ask(api.POST("/v1/courses/{id}/lessons", { ...one(id), body: { title, contentFormat: "MD", published: false } })),
  updateLesson: (id: string, body: LessonUpdate) => ask(api.PUT("/v1/lessons/{id}", { ...one(id), body })),
  removeLesson: (id: string) => ask(api.DELETE("/v1/lessons/{id}", one(id))),
  complete: (id: string, completed: boolean) =>
    ask(api.POST("/v1/lessons/{id}/complete", { ...one(id), body: { completed } })),
  addResource: (id: string, body: Beside) =>
    ask(api.POST("/v1/lessons/{id}/resources", { ...one(id), body })),
  removeResource: (id: string, resourceId: string) =>
    ask(api.DELETE("/v1/lessons/{id}/resources/{resourceId}", { params: { path: { id, resourceId } } })),
  quizzes: () => ask(api.GET("/v1/quizzes", { params: { query: { limit: 100 } } })),
  roster: (id: string, query: Paging) =>
    ask(api.GET("/v1/courses/{id}/roster", { params: { path: { id }, query } })),
  progress: (id: string, query: Paging) =>
    ask(api.GET("/v1/courses/{id}/progress", { params: { path: { id }, query } })),
  addPerson: (id: string, userId: string, role: Role) =>
    ask(api.POST("/v1/courses/{id}/roster", { ...one(id), body: { userIds: [userId], role } })),
  removePerson: (id: string, userId: string) =>
    ask(api.DELETE("/v1/courses/{id}/roster/{userId}", { params: { path: { id, userId } } })),
  named: (q: string) => ask(api.GET("/v1/users/autocomplete", { params: { query: { q } } })),
  announcements: (id: string, query: Paging) =>
    ask(api.GET("/v1/courses/{id}/announcements", { params: { path: { id }, query } })),
  announce: (id: string, title: string, content: string) =>
    ask(api.POST("/v1/courses/{id}/announcements", { ...one(id), body: { title, content } })),
  faq: (id: string) => ask(api.GET("/v1/courses/{id}/faq", { params: { path: { id }, query: { limit: 50 } } })),
  removeFaq: (id: string, entryId: string) =>
    ask(api.DELETE("/v1/courses/{id}/faq/{entryId}", { params: { path: { id, entryId } } })),
  certificate: (id: string) => ask(api.GET("/v1/courses/{id}/certificate", one(id))),
  verify: (code: string) => ask(api.GET("/v1/certificates/{code}", { params: { path: { code } } })),
};
