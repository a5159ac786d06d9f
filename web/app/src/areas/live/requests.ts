import {
  type AnswerRead,
  type Api,
  type GameAnswer,
  type GameJoin,
  type GameRead,
  type GameSettings,
  type JoinRead,
  type RankRead,
  type ResultsRead,
  type ReturnCodeRead,
  api,
  ask,
  repeatable,
} from "../../kernel/api";
import type { AuthorQuestion } from "../../shared/questions/sheets";
import type { Answer } from "../../shared/questions/answers";

export type { GameRead, GameSettings, JoinRead, RankRead, ResultsRead };

/** What only the host may do to the game as a whole. */
export type Command = "start" | "reveal" | "next" | "end";

/** The routes of one game, in the name of a member or of a guest. Tests give others of the same shape. */
export interface GameRequests {
  read(): Promise<GameRead>;
  advance(): Promise<GameRead>;
  lead(command: Command): Promise<GameRead>;
  lock(locked: boolean): Promise<GameRead>;
  join(body: Partial<GameJoin>): Promise<JoinRead>;
  answer(index: number, answer: Answer): Promise<AnswerRead>;
  leave(): Promise<unknown>;
  kick(participantId: string): Promise<unknown>;
  letBack(participantId: string): Promise<ReturnCodeRead>;
  rank(): Promise<RankRead>;
  results(): Promise<ResultsRead>;
  report(): Promise<Blob>;
}

export function requestsOf(own: Api, code: string): GameRequests {
  const params = { path: { code } };
  const seat = (participantId: string) => ({ path: { code, participantId } });
  return {
    read: () => ask(own.GET("/v1/live/{code}", { params })),
    advance: () => ask(own.POST("/v1/live/{code}/advance", { params })),
    lead: (command) => ask(own.POST(`/v1/live/{code}/${command}`, { params })),
    lock: (locked) => ask(own.POST("/v1/live/{code}/lock", { params, body: { locked } })),
    join: (body) => ask(own.POST("/v1/live/{code}/join", { params, body: body as GameJoin })),
    answer: (index, answer) => {
      const body: GameAnswer = { index, answer: answer as GameAnswer["answer"] };
      return ask(own.POST("/v1/live/{code}/answer", { params, body }));
    },
    leave: () => ask(own.POST("/v1/live/{code}/leave", { params })),
    kick: (id) => ask(own.DELETE("/v1/live/{code}/participants/{participantId}", { params: seat(id) })),
    letBack: (id) =>
      ask(own.POST("/v1/live/{code}/participants/{participantId}/return", { params: seat(id) })),
    rank: () => ask(own.GET("/v1/live/{code}/rank", { params })),
    results: () => ask(own.GET("/v1/live/{code}/results", { params })),
    report: () =>
      ask(own.GET("/v1/live/{code}/report.csv", { params, parseAs: "blob" })) as Promise<unknown> as Promise<Blob>,
  };
}

/** The routes that open a game. */
export const requests = {
  /** Courses whose gradebook the reader fills. */
  courses: () => ask(api.GET("/v1/users/me/courses", { params: { query: { teaching: true, limit: 50 } } })),
  toGradebook: (code: string, courseId: string) =>
    ask(
      api.POST("/v1/live/{code}/gradebook", {
        params: { path: { code } },
        body: { courseId, assignmentId: null, maxPoints: 100 },
      }),
    ),
  quiz: (id: string) => ask(api.GET("/v1/quizzes/{id}", { params: { path: { id } } })),
  /** A game from questions that are kept nowhere else. */
  openWith: (title: string, questions: AuthorQuestion[], settings: GameSettings, key: string) =>
    ask(
      api.POST("/v1/live", {
        params: { header: repeatable(key) },
        body: { title, questions, settings },
      }),
    ),
  open: (quizId: string, settings: GameSettings, key: string) =>
    ask(
      api.POST("/v1/live", {
        params: { header: repeatable(key) },
        body: { quizId, title: null, settings },
      }),
    ),
};
