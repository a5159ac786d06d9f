import {
  type BankRead,
  type BankWrite,
  type BookTable,
  type BookTableRead,
  type CategoriesWrite,
  type CategoryWrite,
  type CellsWrite,
  type CommentWrite,
  type Criterion,
  type ExtensionCreate,
  type GradebookRead,
  type HandIn,
  type LatePolicyWrite,
  type MyBook,
  type RubricRead,
  type RubricWrite,
  type SubmissionEntry,
  type SubmissionRead,
  type WorkCreate,
  type WorkGrade,
  type WorkRead,
  type WorkSummary,
  type WorkUpdate,
  api,
  ask,
  repeatable,
} from "../../kernel/api";

export type { BankRead, BookTableRead, CategoryWrite, CellsWrite, GradebookRead, LatePolicyWrite, MyBook, RubricRead, SubmissionEntry, SubmissionRead, WorkGrade, WorkRead, WorkSummary };
export type Extension = Pick<ExtensionCreate, "kind"> & { userIds: string[]; classId?: string; dueDate: string | null; lockAt: string | null; reason?: string };
export type WorkWrite = Omit<WorkCreate, "courseId">;
/** A criterion as the form writes it: what is left out is null to the server. */
export type CriterionWrite = Pick<Criterion, "id" | "title"> & { titleKh?: string | null; levels: LevelWrite[] };
export type LevelWrite = Pick<Criterion["levels"][number], "id" | "title" | "points"> & { titleKh?: string | null; description?: string | null; descriptionKh?: string | null };

const one = (id: string) => ({ params: { path: { id } } });
const of = (id: string, submissionId: string) => ({ params: { path: { id, submissionId } } });

/** Everything of a list that is read page by page. */
async function all<Item>(page: (cursor: string | null) => Promise<{ data: Item[]; pageInfo: { nextCursor: string | null } }>): Promise<Item[]> {
  const found: Item[] = [];
  let cursor: string | null = null;
  do {
    const part: Awaited<ReturnType<typeof page>> = await page(cursor);
    found.push(...part.data);
    cursor = part.pageInfo.nextCursor;
  } while (cursor !== null);
  return found;
}

/** The routes of this area. */
export const requests = {
  todo: () => ask(api.GET("/v1/users/me/todo")),
  course: (id: string) => ask(api.GET("/v1/courses/{id}", one(id))),
  works: (courseId: string) => all((cursor) => ask(api.GET("/v1/assignments", { params: { query: { courseId, limit: 100, cursor } } }))),
  work: (id: string) => ask(api.GET("/v1/assignments/{id}", one(id))),
  create: (courseId: string, body: WorkWrite) => ask(api.POST("/v1/assignments", { body: { ...body, courseId } })),
  change: (id: string, body: WorkUpdate) => ask(api.PUT("/v1/assignments/{id}", { ...one(id), body })),
  remove: (id: string) => ask(api.DELETE("/v1/assignments/{id}", one(id))),
  rubric: (id: string, criteria: readonly CriterionWrite[], confirm: boolean) =>
    ask(api.PUT("/v1/assignments/{id}/rubric", { ...one(id), body: { criteria, confirm } as unknown as RubricWrite })),
  // The document says of each kind which fields go with it; the form sees to that.
  extend: (id: string, body: Extension) => ask(api.POST("/v1/assignments/{id}/extensions", { ...one(id), body: body as never })),
  shorten: (id: string, extensionId: string) =>
    ask(api.DELETE("/v1/assignments/{id}/extensions/{extensionId}", { params: { path: { id, extensionId } } })),
  students: (courseId: string) =>
    all((cursor) => ask(api.GET("/v1/courses/{id}/roster", { params: { path: { id: courseId }, query: { limit: 100, cursor, role: "STUDENT" } } }))),
  classes: () => ask(api.GET("/v1/classes", { params: { query: {} } })),
  quizzes: () => all((cursor) => ask(api.GET("/v1/quizzes", { params: { query: { limit: 100, cursor } } }))),
  saveDraft: (id: string, body: HandIn) => ask(api.PUT("/v1/assignments/{id}/draft", { ...one(id), body })),
  submit: (id: string, body: HandIn, key: string) =>
    ask(api.POST("/v1/assignments/{id}/submit", { params: { path: { id }, header: repeatable(key) }, body })),
  takeBack: (id: string) => ask(api.POST("/v1/assignments/{id}/unsubmit", one(id))),
  entries: (id: string) =>
    all((cursor) => ask(api.GET("/v1/assignments/{id}/submissions", { params: { path: { id }, query: { limit: 100, cursor } } }))),
  submission: (id: string, submissionId: string) =>
    ask(api.GET("/v1/assignments/{id}/submissions/{submissionId}", of(id, submissionId))),
  comment: (id: string, submissionId: string, body: CommentWrite, key: string) =>
    ask(
      api.POST("/v1/assignments/{id}/submissions/{submissionId}/comments", {
        params: { path: { id, submissionId }, header: repeatable(key) },
        body,
      }),
    ),
  history: (submissionId: string) => ask(api.GET("/v1/submissions/{submissionId}/history", { params: { path: { submissionId } } })),
  grade: (id: string, submissionId: string, body: WorkGrade) =>
    ask(api.PUT("/v1/assignments/{id}/submissions/{submissionId}/grade", { ...of(id, submissionId), body })),
  release: (id: string) => ask(api.POST("/v1/assignments/{id}/release", { ...one(id), body: {} })),
  bank: (q: string) => ask(api.GET("/v1/grading-comments", { params: { query: q === "" ? { limit: 50 } : { q, limit: 50 } } })),
  keep: (body: BankWrite) => ask(api.POST("/v1/grading-comments", { body })),
  forget: (commentId: string) => ask(api.DELETE("/v1/grading-comments/{commentId}", { params: { path: { commentId } } })),
  book: (id: string) => ask(api.GET("/v1/courses/{id}/gradebook", one(id))),
  saveCells: (id: string, body: CellsWrite) => ask(api.PUT("/v1/courses/{id}/gradebook/cells", { ...one(id), body })),
  categories: (id: string, body: CategoriesWrite) => ask(api.PUT("/v1/courses/{id}/grade-categories", { ...one(id), body })),
  latePolicy: (id: string, body: LatePolicyWrite) => ask(api.PUT("/v1/courses/{id}/late-policy", { ...one(id), body })),
  table: (id: string) => ask(api.GET("/v1/courses/{id}/gradebook.csv", { ...one(id), parseAs: "text" })),
  takeTable: (id: string, body: BookTable) => ask(api.POST("/v1/courses/{id}/gradebook/import", { ...one(id), body })),
  mine: (id: string, whatIf: string, userId: string | null) =>
    ask(
      api.GET("/v1/courses/{id}/gradebook/me", {
        params: { path: { id }, query: { ...(whatIf === "" ? {} : { whatIf }), ...(userId === null ? {} : { userId }) } },
      }),
    ),
  figures: (id: string) => ask(api.GET("/v1/analytics/courses/{id}", one(id))),
};
