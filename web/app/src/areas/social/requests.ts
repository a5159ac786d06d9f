import {
  type FeedbackRead,
  type CommentCreate,
  type CommentRead,
  type CommentUpdate,
  type MessageSend,
  type PostCreate,
  type PostRead,
  type PostUpdate,
  api,
  ask,
} from "../../kernel/api";
import type { FeedMode } from "./keys";

export type Post = PostRead;
export type Comment = CommentRead;

/** What a new post needs; the rest has defaults, which the document lists as given. */
export type NewPost = Pick<PostCreate, "content" | "visibility"> & Partial<PostCreate>;

export type NewComment = Pick<CommentCreate, "content" | "parentId"> & Partial<CommentCreate>;
export type ReactionType = NonNullable<PostRead["reaction"]>;
export type FeedbackKind = NonNullable<FeedbackRead["kind"]>;
export type RsvpStatus = NonNullable<NonNullable<PostRead["event"]>["mine"]>;

export interface Paging {
  limit: number;
  cursor?: string | null;
}

/** The routes of this area. Tests give others of the same shape. */
export const requests = {
  feed: (mode: FeedMode, page: Paging) =>
    ask(api.GET("/v1/posts", { params: { query: { mode, ...page } } })),
  of: (id: string, query: Paging) => ask(api.GET("/v1/users/{id}/posts", { params: { path: { id }, query } })),
  inClub: (id: string, query: Paging) => ask(api.GET("/v1/clubs/{id}/posts", { params: { path: { id }, query } })),
  club: (id: string) => ask(api.GET("/v1/clubs/{id}", { params: { path: { id } } })),
  post: (id: string) => ask(api.GET("/v1/posts/{id}", { params: { path: { id } } })),
  /** `clientId` is the text's own for good: sent again, it is created once. */
  createPost: (body: NewPost, clientId: string) =>
    ask(api.POST("/v1/posts", { body: { ...body, clientId } as PostCreate })),
  updatePost: (id: string, body: PostUpdate) =>
    ask(api.PUT("/v1/posts/{id}", { params: { path: { id } }, body })),
  deletePost: (id: string) => ask(api.DELETE("/v1/posts/{id}", { params: { path: { id } } })),
  like: (id: string, liked: boolean) => {
    const params = { path: { id } };
    return ask(liked ? api.POST("/v1/posts/{id}/like", { params }) : api.DELETE("/v1/posts/{id}/like", { params }));
  },
  comments: (id: string, query: Paging) =>
    ask(api.GET("/v1/posts/{id}/comments", { params: { path: { id }, query } })),
  createComment: (id: string, body: NewComment, clientId: string) => {
    const sent = { mentions: [], ...body, clientId };
    return ask(api.POST("/v1/posts/{id}/comment", { params: { path: { id } }, body: sent }));
  },
  updateComment: (id: string, body: CommentUpdate) =>
    ask(api.PUT("/v1/comments/{id}", { params: { path: { id } }, body })),
  deleteComment: (id: string) => ask(api.DELETE("/v1/comments/{id}", { params: { path: { id } } })),
  likeComment: (id: string, liked: boolean) => {
    const params = { path: { id } };
    const path = "/v1/comments/{id}/like";
    return ask(liked ? api.POST(path, { params }) : api.DELETE(path, { params }));
  },
  react: (id: string, type: ReactionType | null) => {
    const params = { path: { id } };
    const path = "/v1/posts/{id}/reaction";
    return ask(type === null ? api.DELETE(path, { params }) : api.PUT(path, { params, body: { type } }));
  },
  share: (id: string) => ask(api.POST("/v1/posts/{id}/share", { params: { path: { id } }, body: { comment: null } })),
  /** Say something to somebody, in the conversation with them. */
  tell: async (personId: string, content: string, clientId: string) => {
    const body = { type: "DIRECT" as const, participantIds: [personId] };
    const { id: conversationId } = await ask(api.POST("/v1/messages/conversations", { body }));
    const sent = { content, attachments: [], clientId } as MessageSend;
    await ask(api.POST("/v1/messages/{conversationId}", { params: { path: { conversationId } }, body: sent }));
    return conversationId;
  },
  bookmark: (id: string, kept: boolean) => {
    const params = { path: { id } };
    const path = "/v1/posts/{id}/bookmark";
    return ask(kept ? api.POST(path, { params }) : api.DELETE(path, { params }));
  },
  vote: (id: string, options: number[]) =>
    ask(api.POST("/v1/posts/{id}/vote", { params: { path: { id } }, body: { options } })),
  rsvp: (id: string, status: RsvpStatus) =>
    ask(api.POST("/v1/posts/{id}/rsvp", { params: { path: { id } }, body: { status } })),
  pin: (id: string, isPinned: boolean) =>
    ask(api.POST("/v1/posts/{id}/pin", { params: { path: { id } }, body: { isPinned } })),
  publish: (id: string) =>
    ask(api.POST("/v1/posts/{id}/publish", { params: { path: { id } }, body: { publishAt: null } })),
  history: (id: string) =>
    ask(api.GET("/v1/posts/{id}/history", { params: { path: { id }, query: { limit: 50 } } })),
  bookmarks: (query: Paging) => ask(api.GET("/v1/users/me/bookmarks", { params: { query } })),
  drafts: (query: Paging) => ask(api.GET("/v1/posts/drafts", { params: { query } })),
  tagged: (tag: string, query: Paging) =>
    ask(api.GET("/v1/hashtags/{tag}/posts", { params: { path: { tag }, query } })),
  followTag: (tag: string, followed: boolean) => {
    const params = { path: { tag } };
    const path = "/v1/hashtags/{tag}/follow";
    return ask(followed ? api.POST(path, { params }) : api.DELETE(path, { params }));
  },
  markers: () => ask(api.GET("/v1/markers")),
  mark: (lastReadId: string, version: number) =>
    ask(api.PUT("/v1/markers", { body: { timeline: "FEED", lastReadId, version } })),
  chosen: (page: Paging) => ask(api.GET("/v1/posts", { params: { query: { mode: "for_you", ...page } } })),
  say: (id: string, kind: FeedbackKind | null) => {
    const params = { path: { id } };
    const path = "/v1/posts/{id}/feedback";
    return ask(kind === null ? api.DELETE(path, { params }) : api.POST(path, { params, body: { kind } }));
  },
  counters: (ids: readonly string[]) =>
    ask(api.GET("/v1/posts/counters", { params: { query: { ids: ids.join(",") } } })),
  why: (id: string) => ask(api.GET("/v1/posts/{id}/why", { params: { path: { id } } })),
  named: (q: string) => ask(api.GET("/v1/users/autocomplete", { params: { query: { q } } })),
};

export type Requests = typeof requests;
