import {
  type CellsWrite,
  type GradebookRead,
  type HandIn,
  type MyBook,
  type SubmissionEntry,
  type SubmissionRead,
  type WorkGrade,
  type WorkRead,
  type WorkSummary,
  api,
  ask,
  repeatable,
} from "../../kernel/api";

export type { CellsWrite, GradebookRead, MyBook, SubmissionEntry, SubmissionRead, WorkRead, WorkSummary };

const one = (id: string) => ({ params: { path: { id } } });
const of = (id: string, submissionId: string) => ({ params: { path: { id, submissionId } } });

/** The routes of this area. */
export const requests = {
  todo: () => ask(api.GET("/v1/users/me/todo")),
  work: (id: string) => ask(api.GET("/v1/assignments/{id}", one(id))),
  saveDraft: (id: string, body: HandIn) => ask(api.PUT("/v1/assignments/{id}/draft", { ...one(id), body })),
  submit: (id: string, body: HandIn, key: string) =>
    ask(api.POST("/v1/assignments/{id}/submit", { params: { path: { id }, header: repeatable(key) }, body })),
  takeBack: (id: string) => ask(api.POST("/v1/assignments/{id}/unsubmit", one(id))),
  entries: (id: string, cursor: string | null) =>
    ask(api.GET("/v1/assignments/{id}/submissions", { params: { path: { id }, query: { limit: 100, cursor } } })),
  submission: (id: string, submissionId: string) =>
    ask(api.GET("/v1/assignments/{id}/submissions/{submissionId}", of(id, submissionId))),
  grade: (id: string, submissionId: string, body: WorkGrade) =>
    ask(api.PUT("/v1/assignments/{id}/submissions/{submissionId}/grade", { ...of(id, submissionId), body })),
  release: (id: string) => ask(api.POST("/v1/assignments/{id}/release", { ...one(id), body: {} })),
  book: (id: string) => ask(api.GET("/v1/courses/{id}/gradebook", one(id))),
  saveCells: (id: string, body: CellsWrite) => ask(api.PUT("/v1/courses/{id}/gradebook/cells", { ...one(id), body })),
  mine: (id: string, whatIf: string) =>
    ask(api.GET("/v1/courses/{id}/gradebook/me", { params: { path: { id }, query: whatIf === "" ? {} : { whatIf } } })),
  figures: (id: string) => ask(api.GET("/v1/analytics/courses/{id}", one(id))),
};
