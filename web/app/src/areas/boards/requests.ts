import {
  type Api,
  type BoardCreate,
  type BoardDetail,
  type BoardPollRead,
  type BoardRead,
  type BoardUpdate,
  type PollCreate,
  type PollVote,
  type QuestionRead,
  type QuestionStatus,
  type TagCreate,
  type TagRead,
  ask,
  repeatable,
} from "../../kernel/api";

export type Board = BoardRead;
export type Detail = BoardDetail;
export type Question = QuestionRead;
export type Poll = BoardPollRead;
export type Tag = TagRead;
export type Sort = "top" | "new";

export interface Choice {
  sort: Sort;
  filter: QuestionStatus | null;
  tag: string | null;
}

type Paging = { limit: number; cursor?: string | null };
/** Fields with defaults may be left out, which the document does not say. */
export type NewBoard = Required<Pick<BoardCreate, "title" | "anonymous" | "guests" | "moderation" | "votesPerUser">>;
export type Answer = Partial<Pick<PollVote, "choices" | "rating" | "words">>;

const one = (id: string) => ({ params: { path: { id } } });

/** The routes of this area, in the name of whoever `api` speaks for: a member or a guest. */
export const requestsOf = (api: Api) => ({
  boards: (query: Paging) => ask(api.GET("/v1/boards", { params: { query } })),
  board: (id: string) => ask(api.GET("/v1/boards/{id}", one(id))),
  createBoard: (body: NewBoard, key: string) =>
    ask(api.POST("/v1/boards", { params: { header: repeatable(key) }, body: body as BoardCreate })),
  updateBoard: (id: string, body: BoardUpdate) => ask(api.PUT("/v1/boards/{id}", { ...one(id), body })),
  join: (code: string, nickname: string | null) =>
    ask(api.POST("/v1/boards/join", { body: { code, nickname } })),
  present: (id: string, questionId: string | null) =>
    ask(api.POST("/v1/boards/{id}/present", { ...one(id), body: { questionId } })),
  react: (id: string, emoji: string, count: number) =>
    ask(api.POST("/v1/boards/{id}/react", { ...one(id), body: { emoji, count } as never })),
  exported: (id: string) => ask(api.GET("/v1/boards/{id}/export.csv", { ...one(id), parseAs: "text" })),

  guests: (id: string) => ask(api.GET("/v1/boards/{id}/guests", one(id))),
  sendAway: (id: string, guestId: string) =>
    ask(api.DELETE("/v1/boards/{id}/guests/{guestId}", { params: { path: { id, guestId } } })),
  sendAskerAway: (id: string) => ask(api.DELETE("/v1/questions/{id}/asker", one(id))),

  questions: (boardId: string, { filter: status, ...choice }: Choice, page: Paging) =>
    ask(api.GET("/v1/questions", { params: { query: { boardId, status, ...choice, ...page } } })),
  similar: (boardId: string, similarTo: string, signal: AbortSignal) =>
    ask(api.GET("/v1/questions", { params: { query: { boardId, similarTo } }, signal })),
  question: (id: string) => ask(api.GET("/v1/questions/{id}", one(id))),
  ask: (boardId: string, body: string, key: string) =>
    ask(api.POST("/v1/questions", { params: { header: repeatable(key) }, body: { boardId, body } })),
  vote: (id: string, voted: boolean) =>
    ask(
      voted
        ? api.POST("/v1/questions/{id}/upvote", one(id))
        : api.DELETE("/v1/questions/{id}/upvote", one(id)),
    ),
  edit: (id: string, body: string) => ask(api.PUT("/v1/questions/{id}", { ...one(id), body: { body } })),
  remove: (id: string) => ask(api.DELETE("/v1/questions/{id}", one(id))),
  answer: (id: string, responseText: string) =>
    ask(api.POST("/v1/questions/{id}/answer", { ...one(id), body: { responseText } })),
  review: (id: string, decision: "approve" | "reject") =>
    ask(api.POST("/v1/questions/{id}/review", { ...one(id), body: { decision } as never })),
  pin: (id: string, isPinned: boolean) =>
    ask(api.POST("/v1/questions/{id}/pin", { ...one(id), body: { isPinned } })),
  freeze: (id: string, isFrozen: boolean) =>
    ask(api.POST("/v1/questions/{id}/freeze", { ...one(id), body: { isFrozen } })),
  merge: (id: string, intoId: string) =>
    ask(api.POST("/v1/questions/{id}/merge", { ...one(id), body: { intoId } })),
  tag: (id: string, tagId: string) =>
    ask(api.POST("/v1/questions/{id}/tag", { ...one(id), body: { tagId } })),
  untag: (id: string, tagId: string) =>
    ask(api.DELETE("/v1/questions/{id}/tags/{tagId}", { params: { path: { id, tagId } } })),
  tags: () => ask(api.GET("/v1/tags", { params: { query: { limit: 100 } } })),
  createTag: (name: string, key: string) =>
    ask(api.POST("/v1/tags", { params: { header: repeatable(key) }, body: { name } as TagCreate })),

  openPoll: (boardId: string, body: PollCreate, key: string) =>
    ask(api.POST("/v1/boards/{id}/polls", { params: { path: { id: boardId }, header: repeatable(key) }, body })),
  votePoll: (id: string, answer: Answer) =>
    ask(api.POST("/v1/polls/{id}/vote", { ...one(id), body: answer as PollVote })),
  closePoll: (id: string) => ask(api.POST("/v1/polls/{id}/close", one(id))),
});

export type Requests = ReturnType<typeof requestsOf>;
