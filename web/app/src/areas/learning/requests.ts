import {
  type AttemptCorrect,
  type AttemptRead,
  type AttemptSave,
  type AttemptSheet,
  type BankedQuestionCreate,
  type BankedQuestionRead,
  type BankedQuestionWrite,
  type ItemResult,
  type PreviewResult,
  type QuizPreview,
  type QuizRead,
  type QuizStats,
  type QuizSummary,
  type QuizWrite,
  api,
  ask,
  repeatable,
} from "../../kernel/api";
import type { Answer } from "../../shared/questions/answers";

export type { AttemptRead, AttemptSheet, BankedQuestionRead, ItemResult, PreviewResult, QuizPreview, QuizRead, QuizStats, QuizSummary, QuizWrite };
export type Answers = Record<string, Answer>;
/** A question as its author reads and writes it. */
export type AuthorQuestion = QuizWrite["questions"][number];

interface Paging {
  limit: number;
  cursor?: string | null;
}

/** An answer has one of its fields; the document lists all of them as given. */
const sent = (answers: Answers) => ({ answers: answers as AttemptSave["answers"] });
const one = (id: string) => ({ params: { path: { id } } });

/** The routes of this area. Tests give others of the same shape. */
export const requests = {
  quizzes: (query: Paging) => ask(api.GET("/v1/quizzes", { params: { query } })),
  quiz: (id: string) => ask(api.GET("/v1/quizzes/{id}", one(id))),
  createQuiz: (body: QuizWrite, key: string) =>
    ask(api.POST("/v1/quizzes", { params: { header: repeatable(key) }, body })),
  updateQuiz: (id: string, body: QuizWrite) => ask(api.PUT("/v1/quizzes/{id}", { ...one(id), body })),
  deleteQuiz: (id: string) => ask(api.DELETE("/v1/quizzes/{id}", one(id))),
  stats: (id: string) => ask(api.GET("/v1/quizzes/{id}/stats", one(id))),
  attempts: (id: string, query: Paging & { userId?: string }) =>
    ask(api.GET("/v1/quizzes/{id}/attempts", { params: { path: { id }, query } })),
  attempt: (id: string, attemptId: string) =>
    ask(api.GET("/v1/quizzes/{id}/attempts/{attemptId}", { params: { path: { id, attemptId } } })),
  correct: (id: string, attemptId: string, body: AttemptCorrect) =>
    ask(api.PUT("/v1/quizzes/{id}/attempts/{attemptId}/points", { params: { path: { id, attemptId } }, body })),
  corrections: (id: string, attemptId: string) =>
    ask(api.GET("/v1/quizzes/{id}/attempts/{attemptId}/history", { params: { path: { id, attemptId } } })),
  duplicate: (id: string) => ask(api.POST("/v1/quizzes/{id}/duplicate", { ...one(id), body: { title: null, titleKh: null } })),
  preview: (id: string) => ask(api.GET("/v1/quizzes/{id}/preview", one(id))),
  tryAnswers: (id: string, answers: Answers) =>
    ask(api.POST("/v1/quizzes/{id}/preview", { ...one(id), body: sent(answers) })),
  bank: (query: Paging & { q: string | null; tag: string | null; mine: boolean }) => {
    const { q, tag, ...rest } = query;
    const filter = { ...rest, ...(q === null ? {} : { q }), ...(tag === null ? {} : { tag }) };
    return ask(api.GET("/v1/question-bank", { params: { query: filter } }));
  },
  bankTags: () => ask(api.GET("/v1/question-bank/tags")),
  keep: (body: BankedQuestionCreate, key: string) =>
    ask(api.POST("/v1/question-bank", { params: { header: repeatable(key) }, body })),
  rebank: (entryId: string, body: BankedQuestionWrite) =>
    ask(api.PUT("/v1/question-bank/{entryId}", { params: { path: { entryId } }, body })),
  unbank: (entryId: string) => ask(api.DELETE("/v1/question-bank/{entryId}", { params: { path: { entryId } } })),
  fromBank: (id: string, entryIds: string[]) =>
    ask(api.POST("/v1/quizzes/{id}/questions/from-bank", { ...one(id), body: { entryIds } })),
  startAttempt: (id: string) => ask(api.POST("/v1/quizzes/{id}/attempts", one(id))),
  saveAttempt: (id: string, attemptId: string, answers: Answers) => {
    const params = { path: { id, attemptId } };
    return ask(api.PUT("/v1/quizzes/{id}/attempts/{attemptId}", { params, body: sent(answers) }));
  },
  submitAttempt: (id: string, attemptId: string, answers: Answers) => {
    const params = { path: { id, attemptId } };
    return ask(api.POST("/v1/quizzes/{id}/attempts/{attemptId}/submit", { params, body: sent(answers) }));
  },
};

export type Requests = typeof requests;
