import {
  type CommentCreate,
  type CommentRead,
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

export interface Paging {
  limit: number;
  cursor?: string | null;
}

/** The routes of this area. Tests give others of the same shape. */
export const requests = {
  feed: (mode: FeedMode, page: Paging) =>
    ask(api.GET("/v1/posts", { params: { query: { mode, ...page } } })),
  of: (id: string, query: Paging) => ask(api.GET("/v1/users/{id}/posts", { params: { path: { id }, query } })),
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
  createComment: (id: string, body: Omit<CommentCreate, "clientId">, clientId: string) =>
    ask(api.POST("/v1/posts/{id}/comment", { params: { path: { id } }, body: { ...body, clientId } })),
};

export type Requests = typeof requests;
